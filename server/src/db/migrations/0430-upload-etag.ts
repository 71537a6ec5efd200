import { sql, type QueryExecutorProvider } from 'kysely'

export const breaking = false

/** Only for documents whose bytes have no hash yet: null says nothing. */
const COLUMN = 'ALTER TABLE documents ADD COLUMN upload_etag text CHECK (length(upload_etag) <= 200)'

export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql.raw(COLUMN).execute(db)
}

export async function down(db: QueryExecutorProvider): Promise<void> {
  await sql.raw('ALTER TABLE documents DROP COLUMN upload_etag').execute(db)
}

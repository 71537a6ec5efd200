import { sql, type QueryExecutorProvider } from 'kysely'

export const breaking = false

/**
 * By the document's key, and no foreign key: a password is there before its document, so that no worker takes the
 * document without.
 */
const TABLE = `CREATE TABLE document_passwords (
  s3_key text PRIMARY KEY,
  tenant_id uuid NOT NULL,
  key_object text NOT NULL,
  sealed text NOT NULL CHECK (length(sealed) BETWEEN 1 AND 4096),
  created_at timestamptz NOT NULL DEFAULT now()
)`

export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql.raw(TABLE).execute(db)
}

export async function down(db: QueryExecutorProvider): Promise<void> {
  await sql.raw('DROP TABLE document_passwords').execute(db)
}

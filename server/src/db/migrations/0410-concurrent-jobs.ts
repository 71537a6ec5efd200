import { sql, type QueryExecutorProvider } from 'kysely'

/** Whether a program that does not know this migration can go on with the schema it leaves. */
export const breaking = false

/** Null: as many as there are workers. */
const COLUMN = 'ALTER TABLE tenants ADD COLUMN concurrent_jobs integer CHECK (concurrent_jobs > 0)'

export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql.raw(COLUMN).execute(db)
}

export async function down(db: QueryExecutorProvider): Promise<void> {
  await sql.raw('ALTER TABLE tenants DROP COLUMN concurrent_jobs').execute(db)
}

import { sql, type QueryExecutorProvider } from 'kysely'

/** Whether a program that does not know this migration can go on with the schema it leaves. */
export const breaking = false

export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql`CREATE TABLE backups (
    id uuid PRIMARY KEY,
    location text NOT NULL CHECK (location <> ''),
    bytes bigint NOT NULL CHECK (bytes > 0),
    row_count bigint NOT NULL,
    object_count bigint NOT NULL,
    begun_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL CHECK (finished_at >= begun_at)
  )`.execute(db)
  await sql`CREATE INDEX backups_newest ON backups (finished_at)`.execute(db)
}

export async function down(db: QueryExecutorProvider): Promise<void> {
  await sql`DROP TABLE backups`.execute(db)
}

import { sql, type QueryExecutorProvider } from 'kysely'

/** Whether a program that does not know this migration can go on with the schema it leaves. */
export const breaking = false

export async function up(db: QueryExecutorProvider): Promise<void> {
  await sql
    .raw(
      `CREATE TABLE meters (
        tenant_id uuid NOT NULL REFERENCES tenants (id),
        subject text NOT NULL,
        window_start timestamptz NOT NULL,
        used bigint NOT NULL CHECK (used >= 0),
        PRIMARY KEY (tenant_id, subject, window_start)
      )`,
    )
    .execute(db)
  await sql.raw(`CREATE INDEX meters_by_age ON meters (window_start)`).execute(db)
}

export async function down(db: QueryExecutorProvider): Promise<void> {
  await sql.raw('DROP TABLE meters').execute(db)
}

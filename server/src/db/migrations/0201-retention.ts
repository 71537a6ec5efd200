import { sql, type QueryExecutorProvider } from 'kysely'

export const breaking = false

const STATEMENTS = [
  // No CASCADE: a document under a hold cannot be deleted, whoever tries.
  `CREATE TABLE legal_holds (
    document_id uuid PRIMARY KEY REFERENCES documents (id),
    tenant_id uuid NOT NULL,
    reference text NOT NULL CHECK (length(reference) BETWEEN 1 AND 100),
    placed_by text NOT NULL,
    placed_at timestamptz NOT NULL
  )`,
  `CREATE TABLE retention_policies (
    tenant_id uuid PRIMARY KEY,
    days integer CHECK (days BETWEEN 1 AND 36500),
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL
  )`,
]

export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

export async function down(db: QueryExecutorProvider): Promise<void> {
  for (const table of ['retention_policies', 'legal_holds']) await sql.raw(`DROP TABLE ${table}`).execute(db)
}

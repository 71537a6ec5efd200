import { sql, type QueryExecutorProvider } from 'kysely'

/** Whether a program that does not know this migration can go on with the schema it leaves. */
export const breaking = false

const ACCESS = [
  // Limits are null where the configured ones hold.
  `CREATE TABLE tenants (
    id uuid PRIMARY KEY,
    name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    requests_per_minute integer CHECK (requests_per_minute > 0),
    documents_per_day integer CHECK (documents_per_day > 0),
    bytes_per_day bigint CHECK (bytes_per_day > 0),
    created_at timestamptz NOT NULL DEFAULT now()
  )`,
  `INSERT INTO tenants (id, name) VALUES ('00000000-0000-7000-8000-000000000001', 'default')`,
  `CREATE TABLE api_keys (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    prefix text NOT NULL UNIQUE,
    hash sha256_hex NOT NULL,
    role text NOT NULL CHECK (role IN ('viewer', 'analyst', 'operator', 'auditor', 'admin')),
    scopes jsonb,
    requests_per_minute integer CHECK (requests_per_minute > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    created_by text NOT NULL,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
  )`,
  `CREATE INDEX api_keys_by_tenant ON api_keys (tenant_id, created_at)`,
  // A link is good for one sign-in: whoever deletes its row has a session.
  `CREATE TABLE sessions (
    prefix text PRIMARY KEY,
    hash sha256_hex NOT NULL,
    kind text NOT NULL CHECK (kind IN ('link', 'session')),
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    api_key_id uuid REFERENCES api_keys (id) ON DELETE CASCADE,
    actor text NOT NULL,
    role text NOT NULL CHECK (role IN ('viewer', 'analyst', 'operator', 'auditor', 'admin')),
    scopes jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
  )`,
  `CREATE INDEX sessions_by_tenant ON sessions (tenant_id)`,
  `CREATE INDEX sessions_by_key ON sessions (api_key_id)`,
  `CREATE INDEX sessions_by_expiry ON sessions (expires_at)`,
]

export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of ACCESS) await sql.raw(statement).execute(db)
}

export async function down(db: QueryExecutorProvider): Promise<void> {
  for (const table of ['sessions', 'api_keys', 'tenants']) await sql.raw(`DROP TABLE ${table}`).execute(db)
}

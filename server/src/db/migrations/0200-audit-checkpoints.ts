import { sql, type QueryExecutorProvider } from 'kysely'

export const breaking = false

const ROLE = 'ledger_lift_program'

/**
 * A log that only grows (RFC 6962): a leaf says where a trail ended when it was looked at; a checkpoint signs the
 * root over all leaves so far; nodes are the roots of its complete subtrees, so that a proof reads a few rows.
 */
const STATEMENTS = [
  `ALTER TABLE audit_trails ADD COLUMN anchored_sequence integer NOT NULL DEFAULT 0 CHECK (anchored_sequence >= 0)`,
  `CREATE INDEX audit_trails_not_anchored ON audit_trails (document_id) WHERE last_sequence > anchored_sequence`,
  `CREATE TABLE audit_checkpoints (
    number bigint PRIMARY KEY CHECK (number >= 1),
    tree_size bigint NOT NULL CHECK (tree_size >= 1),
    root sha256_hex NOT NULL,
    previous sha256_hex,
    created_at timestamptz NOT NULL,
    key_id text NOT NULL,
    signature text NOT NULL,
    stored_at timestamptz,
    second_stored_at timestamptz,
    CONSTRAINT audit_checkpoints_only_the_first_follows_none CHECK ((number = 1) = (previous IS NULL))
  )`,
  `CREATE INDEX audit_checkpoints_not_stored ON audit_checkpoints (number) WHERE stored_at IS NULL`,
  `CREATE INDEX audit_checkpoints_not_stored_twice ON audit_checkpoints (number) WHERE second_stored_at IS NULL`,
  `CREATE TABLE audit_leaves (
    position bigint PRIMARY KEY CHECK (position >= 0),
    checkpoint bigint NOT NULL REFERENCES audit_checkpoints (number) DEFERRABLE INITIALLY DEFERRED,
    document_id uuid NOT NULL,
    sequence integer NOT NULL CHECK (sequence >= 1),
    hash sha256_hex NOT NULL
  )`,
  `CREATE INDEX audit_leaves_by_document ON audit_leaves (document_id, sequence)`,
  `CREATE INDEX audit_leaves_by_checkpoint ON audit_leaves (checkpoint)`,
  `CREATE TABLE audit_nodes (
    level integer NOT NULL CHECK (level >= 0),
    position bigint NOT NULL CHECK (position >= 0),
    hash sha256_hex NOT NULL,
    PRIMARY KEY (level, position)
  )`,
  ...['audit_leaves', 'audit_nodes'].map(
    (table) => `CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR DELETE ON ${table}
      FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  ),
  // What was signed stays; where it was written to is noted later.
  `CREATE TRIGGER audit_checkpoints_append_only
    BEFORE DELETE OR UPDATE OF number, tree_size, root, previous, created_at, key_id, signature ON audit_checkpoints
    FOR EACH ROW EXECUTE FUNCTION refuse_change()`,
  ...['audit_checkpoints', 'audit_leaves', 'audit_nodes'].map(
    (table) => `CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table}
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`,
  ),
  // The program adds to the log and reads it; of a checkpoint it notes where it was written to.
  `REVOKE UPDATE, DELETE ON audit_leaves, audit_nodes, audit_checkpoints FROM ${ROLE}`,
  `GRANT UPDATE (stored_at, second_stored_at) ON audit_checkpoints TO ${ROLE}`,
  `REVOKE DELETE ON audit_trails FROM ${ROLE}`,
]

export async function up(db: QueryExecutorProvider): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}

export async function down(db: QueryExecutorProvider): Promise<void> {
  for (const table of ['audit_nodes', 'audit_leaves', 'audit_checkpoints'])
    await sql.raw(`DROP TABLE ${table}`).execute(db)
  await sql.raw(`GRANT DELETE ON audit_trails TO ${ROLE}`).execute(db)
  await sql.raw('DROP INDEX audit_trails_not_anchored').execute(db)
  await sql.raw('ALTER TABLE audit_trails DROP COLUMN anchored_sequence').execute(db)
}

import type pg from 'pg'

export interface Table {
  readonly name: string
  readonly columns: readonly string[]
  /** Tables whose rows must be there first. */
  readonly after: readonly string[]
}

/** Where the migrator keeps its own books: made anew by the migrations of a restore. */
const MIGRATOR = ['kysely_migration', 'kysely_migration_lock', 'schema_changes']
/** A file with both the sealed passwords and their keys would give the passwords away. */
const SECRETS = ['document_passwords']
/** The store that a backup is restored into names objects otherwise; their bytes are held against their hash. */
const OF_THE_STORE = ['upload_etag']

/**
 * Every table of ours by the catalog, in an order in which they can be filled: a table that a foreign key points to
 * comes first, unless the key is checked at commit only. The queue's own tables are left out, for every document
 * without a job gets one; so are passwords on their way to a worker, for a backup is kept.
 */
export async function tablesInOrder(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; after: string[] }>(
    `SELECT c.relname::text AS name,
      ARRAY(SELECT attname::text FROM pg_attribute
        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname <> ALL ($2)
        ORDER BY attnum) AS columns,
      ARRAY(SELECT DISTINCT f.relname::text FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid
        WHERE k.conrelid = c.oid AND k.contype = 'f' AND NOT k.condeferrable AND f.oid <> c.oid) AS after
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND c.relname <> ALL ($1)
    ORDER BY c.relname`,
    [[...MIGRATOR, ...SECRETS], OF_THE_STORE],
  )
  return inOrder(rows)
}

function inOrder(tables: readonly Table[]): Table[] {
  const ordered: Table[] = []
  const done = new Set<string>()
  while (ordered.length < tables.length) {
    const ready = tables.filter(
      ({ name, after }) => !done.has(name) && after.every((other) => done.has(other)),
    )
    if (ready.length === 0) throw new Error('foreign keys that are checked at once go in a circle')
    for (const table of ready) done.add(table.name)
    ordered.push(...ready)
  }
  return ordered
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

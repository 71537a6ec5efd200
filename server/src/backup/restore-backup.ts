import { pipeline } from 'node:stream/promises'
import type { Kysely } from 'kysely'
import type pg from 'pg'
import copy from 'pg-copy-streams'
import { downgrade, upgrade } from '../db/migrate.ts'
import { MIGRATIONS } from '../db/migrations/index.ts'
import type { Database } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import { assertEmpty } from './assert-empty.ts'
import type { Manifest, TableRecord } from './manifest.ts'
import { readEntries, verifyBackup } from './read-backup.ts'
import { withSession } from './session.ts'
import { quoted } from './tables.ts'

export interface RestoreDeps {
  readonly url: string
  readonly db: Kysely<Database>
  readonly storage: Pick<ObjectStorage, 'put' | 'list' | 'delete'>
}

/**
 * Verifies the backup, then fills an empty system with it: `backup.not_empty` otherwise, unless `force`, which removes
 * what is there first. The rows are committed when every object is in the store. Ends with the schema at its head.
 */
export async function restoreBackup(deps: RestoreDeps, path: string, force = false): Promise<Manifest> {
  const manifest = await verifyBackup(path)
  assertKnown(manifest)
  if (force) await removeAll(deps)
  await upgrade(deps.db)
  await assertEmpty(deps.url, deps.storage)
  // An older backup goes into the schema that it was made of.
  await downgrade(deps.db, manifest.migration)
  await withSession(deps.url, async (client) => {
    await client.query('BEGIN')
    await client.query('SET CONSTRAINTS ALL DEFERRED')
    await openToOwner(client, manifest.tables)
    for (const { name } of manifest.tables.toReversed()) await client.query(`DELETE FROM ${quoted(name)}`)
    await fill(client, deps.storage, manifest, path)
    await continueSequences(client)
    // What was deferred is checked now: a table with checks to come cannot be altered.
    await client.query('SET CONSTRAINTS ALL IMMEDIATE')
    await closeToOwner(client, manifest.tables)
    await client.query('COMMIT')
  })
  await upgrade(deps.db)
  return manifest
}

async function removeAll({ db, storage }: RestoreDeps): Promise<void> {
  await downgrade(db, 'base')
  const keys: string[] = []
  for await (const { key } of storage.list('')) keys.push(key)
  for (let at = 0; at < keys.length; at += 1000) await storage.delete(keys.slice(at, at + 1000))
}

/** Before anything is removed for it. */
function assertKnown({ migration }: Manifest): void {
  if (Object.hasOwn(MIGRATIONS, migration)) return
  throw new AppError(
    'database.schema_too_new',
    `The backup is of a newer program (migration ${migration}). Restore it with that one.`,
  )
}

/** Each entry once more in its order: rows into their tables, objects into the store, with the hash checked again. */
async function fill(
  client: pg.Client,
  storage: RestoreDeps['storage'],
  manifest: Manifest,
  path: string,
): Promise<void> {
  const tables = new Map(
    manifest.tables.flatMap((table) => table.chunks.map(({ entry }) => [entry, table] as const)),
  )
  const objects = new Map(manifest.objects.map((object) => [object.entry, object]))
  await readEntries(path, async (name, size, content) => {
    const table = tables.get(name)
    if (table) return await copyIn(client, table, content)
    const object = objects.get(name)
    if (!object) return
    const { key, content_type: contentType, sha256 } = object
    await storage.put(key, content, { contentType, size, sha256 })
  })
  await assertCounts(client, manifest.tables)
}

async function copyIn(
  client: pg.Client,
  { name, columns }: TableRecord,
  content: NodeJS.ReadableStream,
): Promise<void> {
  const list = columns.map(quoted).join(', ')
  await pipeline(content, client.query(copy.from(`COPY ${quoted(name)} (${list}) FROM STDIN`)))
}

async function assertCounts(client: pg.Client, tables: readonly TableRecord[]): Promise<void> {
  for (const { name, rows } of tables) {
    const counted = await client.query<{ n: string }>(`SELECT count(*) AS n FROM ${quoted(name)}`)
    if (Number(counted.rows[0]?.n) !== rows)
      throw new AppError(
        'backup.damaged',
        `${name} has ${counted.rows[0]?.n} rows after the restore; it must have ${rows}.`,
      )
  }
}

/**
 * COPY writes no table whose owner is bound by its policies, and would have triggers do again what they did when the
 * rows were new: queue webhooks. Outside this transaction nothing changes.
 */
async function openToOwner(client: pg.Client, tables: readonly TableRecord[]): Promise<void> {
  await triggers(client, tables, 'DISABLE')
  for (const name of await forced(client, tables, true))
    await client.query(`ALTER TABLE ${quoted(name)} NO FORCE ROW LEVEL SECURITY`)
}

async function closeToOwner(client: pg.Client, tables: readonly TableRecord[]): Promise<void> {
  await triggers(client, tables, 'ENABLE')
  for (const name of await forced(client, tables, false))
    await client.query(`ALTER TABLE ${quoted(name)} FORCE ROW LEVEL SECURITY`)
}

/** Those of the migrations; foreign keys are held all the same. */
async function triggers(client: pg.Client, tables: readonly TableRecord[], how: 'ENABLE' | 'DISABLE') {
  for (const { name } of tables) await client.query(`ALTER TABLE ${quoted(name)} ${how} TRIGGER USER`)
}

async function forced(client: pg.Client, tables: readonly TableRecord[], now: boolean): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY ($1)
      AND relrowsecurity AND relforcerowsecurity = $2`,
    [tables.map(({ name }) => name), now],
  )
  return rows.map(({ name }) => name)
}

/** The next number of an identity column follows the largest that was copied. */
async function continueSequences(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `SELECT c.relname::text AS table, a.attname::text AS column,
      pg_get_serial_sequence(quote_ident(c.relname), a.attname) AS sequence
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attidentity <> ''`,
  )
  for (const { table, column, sequence } of rows) {
    const highest = `(SELECT max(${quoted(column)}) FROM ${quoted(table)})`
    await client.query(`SELECT setval($1, coalesce(${highest}, 0) + 1, false)`, [sequence])
  }
}

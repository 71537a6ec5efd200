import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { pack, type Pack } from 'tar-stream'
import { AppError } from '../errors.ts'
import { DELETIONS_LOCK } from '../storage/hold-deletions.ts'
import type { ObjectContent, ObjectStorage } from '../storage/storage.ts'
import { copyTable } from './copy-table.ts'
import { isOwnKey, namedKeys } from './named-keys.ts'
import {
  MANIFEST,
  OBJECTS,
  type EntryRecord,
  type Manifest,
  type ObjectRecord,
  type TableRecord,
} from './manifest.ts'
import { withSession } from './session.ts'
import { tablesInOrder } from './tables.ts'

export interface BackupDeps {
  readonly url: string
  readonly storage: Pick<ObjectStorage, 'get' | 'list'>
  readonly version: string
  readonly now?: () => Date
}

/**
 * Rows and objects of one moment, while the system works on, as a gzipped tar: the rows from one snapshot, then every
 * object that they name, then the manifest with a SHA-256 of each. No object is deleted meanwhile.
 */
export async function createBackup(deps: BackupDeps, out: Writable): Promise<Manifest> {
  const { url, version, now = () => new Date() } = deps
  const archive = pack()
  const written = pipeline(archive, createGzip({ level: 3 }), out)
  written.catch((error: unknown) =>
    archive.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  try {
    const manifest = await withSession(url, async (client): Promise<Manifest> => {
      await client.query('SELECT pg_advisory_lock($1)', [DELETIONS_LOCK])
      const begun_at = now().toISOString()
      const rows = await snapshot(client, archive)
      const copied = await copyObjects(deps.storage, rows.keys, archive)
      return { format: 'ledger-lift/backup@1', version, begun_at, ...rows.found, ...copied }
    })
    await addEntry(archive, MANIFEST, Buffer.from(JSON.stringify(manifest)))
    archive.finalize()
    await written
    return manifest
  } catch (error) {
    archive.destroy()
    await written.catch(() => undefined)
    throw error
  }
}

interface Snapshot {
  readonly found: { readonly migration: string; readonly tables: readonly TableRecord[] }
  readonly keys: ReadonlySet<string>
}

async function snapshot(client: pg.Client, archive: Pack): Promise<Snapshot> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY')
  const applied = await client.query<{ name: string }>(
    'SELECT name FROM schema_changes ORDER BY name DESC LIMIT 1',
  )
  const migration = applied.rows[0]?.name
  if (migration === undefined)
    throw new AppError('database.schema_too_old', 'The database is empty: nothing to back up.')
  const tables: TableRecord[] = []
  for (const table of await tablesInOrder(client)) {
    tables.push(await copyTable(client, table, (entry, bytes) => addEntry(archive, entry, bytes)))
  }
  const keys = await namedKeys(client)
  await client.query('COMMIT')
  return { found: { migration, tables }, keys }
}

async function copyObjects(
  storage: BackupDeps['storage'],
  named: ReadonlySet<string>,
  archive: Pack,
): Promise<Pick<Manifest, 'objects' | 'missing'>> {
  const objects: ObjectRecord[] = []
  const missing: string[] = []
  const take = async (key: string) => {
    const content = await contentOf(storage, key)
    if (content !== null) objects.push(await addObject(archive, content))
    else if (named.has(key)) missing.push(key)
  }
  for (const key of named) await take(key)
  // What no row names: checkpoints of the audit trail. What belongs to a document but to no row of the snapshot came later.
  for await (const { key } of storage.list('')) if (!named.has(key) && !isOwnKey(key)) await take(key)
  return { objects, missing }
}

async function contentOf(storage: BackupDeps['storage'], key: string): Promise<ObjectContent | null> {
  try {
    return await storage.get(key)
  } catch (error) {
    if (error instanceof AppError && error.code === 'storage.not_found') return null
    throw error
  }
}

async function addObject(
  archive: Pack,
  { key, size, contentType, body }: ObjectContent,
): Promise<ObjectRecord> {
  const name = OBJECTS + key
  const hash = createHash('sha256')
  const entry = archive.entry({ name, size })
  await pipeline(hashing(body, hash), entry)
  return {
    entry: name,
    key,
    size,
    content_type: contentType ?? 'application/octet-stream',
    sha256: hash.digest('hex'),
  }
}

async function* hashing(body: Readable, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const chunk of body) {
    hash.update(chunk)
    yield chunk
  }
}

async function addEntry(archive: Pack, name: string, bytes: Buffer): Promise<EntryRecord> {
  const entry = archive.entry({ name, size: bytes.length })
  entry.end(bytes)
  await once(entry, 'finish')
  return { entry: name, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

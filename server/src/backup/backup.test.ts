import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { brokenTrails } from '../audit/verify.ts'
import { upgrade } from '../db/migrate.ts'
import { emptyTestDatabase, type TestDatabase } from '../db/testing.ts'
import { AppError } from '../errors.ts'
import { newUuid } from '../uuid.ts'
import { startApi, type ApiUnderTest } from '../http/testing.ts'
import { FilesystemStorage } from '../storage/filesystem/filesystem-storage.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import { writeBackup } from './backup-file.ts'
import { verifyBackup } from './read-backup.ts'
import { restoreBackup } from './restore-backup.ts'
import { withSession } from './session.ts'
import { tablesInOrder } from './tables.ts'

let api: ApiUnderTest
let folder: string
const version = '0.0.0'

before(async () => {
  api = await startApi()
  folder = await mkdtemp(join(tmpdir(), 'll-backup-'))
})
after(async () => {
  await api.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

test('a restore gives back every row and every object, and the trails verify', async () => {
  for (const name of ['a.pdf', 'b.pdf', 'ü "c".pdf']) await api.completed(name)
  const gone = await api.completed()
  await api.documents.purge(gone.tenant_id, gone.id, 'local')
  await api.registered()
  const rows = await rowsOf(api.database.url)
  const { path } = await writeBackup(source(), join(folder, 'whole.tar.gz'))

  await using fresh = await emptySystem()
  await restoreBackup(fresh, path)
  // The record of the backup itself came after its snapshot.
  assert.deepEqual(await rowsOf(fresh.url), rows)
  for (const { s3_key } of await api.database.db.selectFrom('documents').select('s3_key').execute())
    assert.deepEqual(await bytesOf(fresh.storage, s3_key), await bytesOf(api.storage, s3_key))
  const run = await fresh.db
    .selectFrom('processing_runs')
    .select('result_key')
    .where('status', '=', 'PUBLISHED')
    .executeTakeFirstOrThrow()
  assert.match(String(await bytesOf(fresh.storage, run.result_key ?? '')), /ledger-lift\/extraction@1/)
  assert.deepEqual(await brokenTrails(fresh.db), [])
})

test('while documents are registered, purged and deleted, what is in the rows has its object', async () => {
  const doomed = await Promise.all(Array.from({ length: 8 }, () => api.completed()))
  const stopping = new AbortController()
  const writing = (async () => {
    while (!stopping.signal.aborted) {
      await api.completed()
      const next = doomed.pop()
      if (next) await api.documents.purge(next.tenant_id, next.id, 'local')
    }
  })()
  const { path } = await writeBackup(source(), join(folder, 'busy.tar.gz'))
  stopping.abort()
  await writing
  assert.deepEqual((await verifyBackup(path)).missing, [])
})

test('a system that is not empty is refused, and replaced only by force', async () => {
  const path = join(folder, 'whole.tar.gz')
  await using fresh = await emptySystem()
  await restoreBackup(fresh, path)
  await assert.rejects(restoreBackup(fresh, path), is('backup.not_empty'))
  await restoreBackup(fresh, path, true)
  assert.ok((await rowsOf(fresh.url)).get('processing_events')?.length)
})

test('keys, tenants and webhooks that are there are named and stay; what a start leaves behind is nothing', async () => {
  const path = join(folder, 'whole.tar.gz')
  await using fresh = await emptySystem()
  await upgrade(fresh.db)
  const change = (statement: string) => withSession(fresh.url, (client) => client.query(statement))
  await change(`INSERT INTO workers (id, host, pid, version, concurrency, started_at, last_seen_at)
    VALUES ('host/1', 'host', 1, '0', 1, now(), now())`)
  await change(`INSERT INTO tenants (id, name) VALUES ('${newUuid()}', 'books')`)
  await change(`INSERT INTO webhooks (id, tenant_id, url, events, secret, created_by)
    SELECT gen_random_uuid(), id, 'https://receiver.example/', '["EXPORTED"]', 'plain:x', 'local' FROM tenants`)
  await assert.rejects(restoreBackup(fresh, path), /1 row of tenants, 2 rows of webhooks/)
  assert.equal((await rowsOf(fresh.url)).get('webhooks')?.length, 2)
  await change('DELETE FROM webhooks')
  await change(`DELETE FROM tenants WHERE name = 'books'`)
  await change('UPDATE tenants SET documents_per_day = 5')
  await assert.rejects(restoreBackup(fresh, path), is('backup.not_empty'))
  await change('UPDATE tenants SET documents_per_day = NULL')
  await restoreBackup(fresh, path)
})

test('a backup that was cut, changed or is none is refused before anything is written', async () => {
  const whole = await readFile(join(folder, 'whole.tar.gz'))
  const changed = Buffer.from(whole)
  const middle = Math.floor(changed.length / 2)
  changed[middle] = (changed[middle] ?? 0) ^ 0xff
  for (const bytes of [whole.subarray(0, whole.length - 200), changed, Buffer.from('no backup')]) {
    const path = join(folder, 'damaged.tar.gz')
    await writeFile(path, bytes)
    await assert.rejects(verifyBackup(path), is('backup.damaged'))
  }
})

test('webhooks come back with what was sent, and nothing that happened before is told again', async () => {
  const { db, url } = api.database
  const { document_id, tenant_id } = await db
    .selectFrom('audit_trails')
    .select(['document_id', 'tenant_id'])
    .where('purged_at', 'is', null)
    .limit(1)
    .executeTakeFirstOrThrow()
  await db
    .insertInto('webhooks')
    .values({
      id: newUuid(),
      tenant_id,
      url: 'https://receiver.example/',
      events: JSON.stringify(['EXPORTED', 'DOCUMENT_UPLOADED']),
      secret: 'plain:whsec_',
      created_by: 'local',
    })
    .execute()
  await api.documents.recordEvent({
    document: document_id,
    type: 'EXPORTED',
    message: 'of this test',
    actor: 'local',
  })
  const deliveries = (await rowsOf(url)).get('webhook_deliveries')
  assert.equal(deliveries?.length, 1)
  const { path } = await writeBackup(source(), join(folder, 'webhooks.tar.gz'))

  await using fresh = await emptySystem()
  await restoreBackup(fresh, path)
  assert.deepEqual((await rowsOf(fresh.url)).get('webhook_deliveries'), deliveries)
  const off = await withSession(fresh.url, (client) =>
    client.query(`SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'`),
  )
  assert.deepEqual(off.rows, [])
})

test('a backup of a newer program is refused before force removes anything', async () => {
  await withSession(api.database.url, (client) =>
    client.query(`INSERT INTO schema_changes (name, breaking) VALUES ('9999-later', false)`),
  )
  const { path } = await writeBackup(source(), join(folder, 'newer.tar.gz'))
  await using fresh = await emptySystem()
  await fresh.storage.put('kept', Buffer.from('x'), { contentType: 'text/plain' })
  await assert.rejects(restoreBackup(fresh, path, true), is('database.schema_too_new'))
  assert.equal(String(await bytesOf(fresh.storage, 'kept')), 'x')
})

const is = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
const source = () => ({ url: api.database.url, storage: api.storage, version })

async function emptySystem(): Promise<TestDatabase & { storage: ObjectStorage } & AsyncDisposable> {
  const database = await emptyTestDatabase()
  const directory = await mkdtemp(join(folder, 'objects-'))
  const storage = new FilesystemStorage({
    driver: 'filesystem',
    directory,
    secret: 'of this test',
    publicUrl: () => '',
  })
  return { ...database, storage, [Symbol.asyncDispose]: () => database.close() }
}

/** Every row of every table of ours, as text, in no order that matters. */
function rowsOf(url: string): Promise<Map<string, string[]>> {
  return withSession(url, async (client) => {
    const all = new Map<string, string[]>()
    for (const { name, columns } of await tablesInOrder(client)) {
      const row = columns.map((column) => `"${column}"`).join(', ')
      const { rows } = await client.query<{ row: string }>(
        `SELECT ROW(${row})::text AS row FROM "${name}" ORDER BY 1`,
      )
      all.set(
        name,
        rows.map(({ row }) => row),
      )
    }
    return all
  })
}

async function bytesOf(storage: ObjectStorage, key: string): Promise<Buffer> {
  const { body } = await storage.get(key)
  return Buffer.concat(await body.toArray())
}

import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { sha256Hex } from '@ledger-lift/extraction'
import { encrypted } from '../../../extraction/src/read/pdf/testing/encrypt-pdf.ts'
import type { ArtifactList } from '../artifacts/contract.ts'
import { createBackup } from '../backup/create-backup.ts'
import type { BatchResponse, Document } from '../documents/contract.ts'
import { newStart } from '../documents/fixtures.ts'
import { brokenInvariants } from '../documents/invariants.ts'
import { documentId } from '../documents/queries.ts'
import type { Problem } from '../http/contract.ts'
import { startApi, type ApiUnderTest } from '../http/testing.ts'
import { DEFAULT_TENANT, newId } from '../ids.ts'
import { startWorker, type RunningWorker } from '../processing/worker.ts'
import { createDocumentQueue } from '../queue/pg-boss-queue.ts'
import { drainDeletions } from '../storage/drain-deletions.ts'
import { keys } from '../storage/keys.ts'
import { createLogger } from '../telemetry/log.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { passwordOf } from './passwords.ts'
import { sweepPasswords } from './sweep-passwords.ts'

const SAMPLE = new URL('../../../corpus/sample/input.pdf', import.meta.url)
const RIGHT = 'Kanarienvogel-7319'
const WRONG = 'Rotkehlchen-2046'
const HOUR = 3600_000

let api: ApiUnderTest
let locked: Uint8Array
before(async () => {
  api = await startApi()
  locked = await encrypted(await readFile(SAMPLE), RIGHT)
})
after(() => api.close())

async function upload() {
  const s3_key = keys.upload(DEFAULT_TENANT, newId(), 'locked.pdf')
  await api.storage.put(s3_key, locked, { contentType: 'application/pdf' })
  return {
    s3_key,
    original_filename: 'locked.pdf',
    content_type: 'application/pdf',
    file_size: locked.length,
  }
}

const register = async (password?: string) =>
  (await api.call<Document>('POST', '/v1/documents', { body: { ...(await upload()), password } })).body

const reprocess = (id: string, body?: object, headers = {}) =>
  api.call<Document & Problem>('POST', `/v1/documents/${id}/reprocess`, { body, headers })

const waiting = async () =>
  (await api.database.db.selectFrom('document_passwords').select('s3_key').execute()).length

async function passwordKeys(): Promise<string[]> {
  const found: string[] = []
  for await (const { key } of api.storage.list(keys.passwordKeys(DEFAULT_TENANT))) found.push(key)
  return found
}

const drain = () => drainDeletions({ db: api.database.db, storage: api.storage })

/** Every row of every table, the queue's as well. */
async function allRows(): Promise<string> {
  const { rows: tables } = await api.database.pool.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text IN ('public', 'pgboss')`,
  )
  assert.ok(tables.length > 20)
  const texts: string[] = []
  for (const { name } of tables) {
    const { rows } = await api.database.pool.query<{ row: string }>(
      `SELECT to_jsonb(t)::text AS row FROM ${name} t`,
    )
    texts.push(...rows.map(({ row }) => row))
  }
  return texts.join('\n')
}

async function allObjects(): Promise<Buffer> {
  const objects: Buffer[] = []
  for await (const { key } of api.storage.list(''))
    objects.push(Buffer.concat(await (await api.storage.get(key)).body.toArray()))
  return Buffer.concat(objects)
}

/** In any form in which it could be read from there. */
function assertNowhere(password: string, where: Record<string, string | Buffer>): void {
  const bytes = Buffer.from(password)
  const inner = bytes.toString('base64').slice(0, 20)
  for (const [name, content] of Object.entries(where))
    for (const form of [password, bytes.toString('hex'), inner, sha256Hex(bytes)])
      assert.ok(!content.includes(form), `${name} shows ${form}`)
}

describe('a password that waits for a worker', () => {
  test('opens with both of its parts and is in clear in neither', async () => {
    const document = await register(RIGHT)
    const { db } = api.database
    assert.equal(await passwordOf({ db, storage: api.storage }, document), RIGHT)
    assertNowhere(RIGHT, {
      rows: await allRows(),
      objects: await allObjects(),
      log: api.lines.join(''),
      answer: JSON.stringify(document),
    })
    const [key] = await passwordKeys()
    assert.ok(key)
    await api.storage.delete([key])
    await assert.rejects(passwordOf({ db, storage: api.storage }, document), {
      code: 'document.password_required',
    })
    await api.call('DELETE', `/v1/documents/${document.id}`)
    assert.equal(await waiting(), 0)
  })

  test('is there for the next attempt as well, until the document has failed', async () => {
    const { db } = api.database
    const { id, s3_key } = await register(RIGHT)
    const attempt = async () => {
      const start = newStart(documentId(id))
      await api.documents.startRun(start)
      return start
    }
    const lost = { code: 'processing.crashed', message: 'It died.' } as const
    await api.documents.retryRun(await attempt(), lost, new Date(), 'test')
    assert.equal(await passwordOf({ db, storage: api.storage }, { s3_key }), RIGHT)
    await api.documents.failRun(await attempt(), lost, 'test')
    assert.equal(await passwordOf({ db, storage: api.storage }, { s3_key }), undefined)
    await drain()
    assert.deepEqual(await passwordKeys(), [])
  })

  test('is in no backup, neither its text nor its key', async () => {
    const { id } = await register(RIGHT)
    const packed: Buffer[] = []
    const out = new Writable({ write: (chunk, _encoding, done) => done(void packed.push(chunk)) })
    await createBackup({ url: api.database.url, storage: api.storage, version: '1' }, out)
    const archive = gunzipSync(Buffer.concat(packed))
    const { sealed, key_object } = await api.database.db
      .selectFrom('document_passwords')
      .selectAll()
      .executeTakeFirstOrThrow()
    assert.ok(archive.includes(id))
    assert.ok(!archive.includes(sealed) && !archive.includes(key_object))
    await api.call('DELETE', `/v1/documents/${id}`)
    await drain()
  })

  test('goes with its document when that is purged', async () => {
    const { id } = await register(RIGHT)
    await api.call('DELETE', `/v1/documents/${id}`)
    await drain()
    assert.deepEqual([await waiting(), await passwordKeys()], [0, []])
  })

  test('is not taken from a registration that is refused', async () => {
    const file = await upload()
    const body = { documents: [{ ...file, password: RIGHT }] }
    const { items } = (await api.call<BatchResponse>('POST', '/v1/documents/batch', { body })).body
    assert.equal(items[0]?.status, 201)
    const again = await api.call<Problem>('POST', '/v1/documents', { body: { ...file, password: WRONG } })
    assert.equal(again.body.code, 'document.duplicate')
    const { db } = api.database
    assert.equal(await passwordOf({ db, storage: api.storage }, file), RIGHT)
    assert.equal((await passwordKeys()).length, 1)
    await api.call('DELETE', `/v1/documents/${String(again.body.existing_id)}`)
    await drain()
  })

  test('is swept when its process died before the document was there', async () => {
    const { db } = api.database
    const keyObject = keys.passwordKey(DEFAULT_TENANT, newId())
    await api.storage.put(keyObject, Buffer.alloc(32), { contentType: 'application/octet-stream' })
    const row = { s3_key: 'nowhere', tenant_id: DEFAULT_TENANT, key_object: keyObject, sealed: 'x' }
    await db.insertInto('document_passwords').values(row).execute()
    const sweep = (ahead: number) =>
      sweepPasswords({ db, storage: api.storage, clock: () => new Date(Date.now() + ahead) })
    await sweep(HOUR / 2)
    assert.deepEqual([await waiting(), await passwordKeys()], [1, [keyObject]])
    await sweep(2 * HOUR)
    assert.deepEqual([await waiting(), await passwordKeys()], [0, []])
  })

  test('is refused without being shown', async () => {
    const { id } = await api.completed()
    for (const password of ['', `${RIGHT}\0`, RIGHT.repeat(8), { text: RIGHT }]) {
      const { status, body, bytes } = await reprocess(id, { password })
      assert.deepEqual([status, body.errors?.[0]?.pointer], [422, '/password'])
      assert.ok(!bytes.includes(RIGHT))
    }
    const broken = await api.call<Problem>('POST', `/v1/documents/${id}/reprocess`, {
      body: `{"password":${RIGHT}}`,
      headers: { 'content-type': 'application/json' },
    })
    assert.equal(broken.status, 400)
    assertNowhere('Kanarien', { answer: broken.bytes, log: api.lines.join('') })
  })
})

describe('an encrypted document', () => {
  let worker: RunningWorker
  const lines: string[] = []
  const ends = new AsyncDisposableStack()
  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'll-passwords-'))
    ends.defer(() => rm(folder, { recursive: true, force: true }))
    const destination = new Writable({
      write: (chunk, _encoding, done) => done(void lines.push(String(chunk))),
    })
    const log = createLogger({ level: 'DEBUG', format: 'json', destination })
    const queue = createDocumentQueue({ url: api.database.url, log, role: 'worker' })
    await queue.start()
    ends.defer(() => queue.stop())
    const { storage, documents } = api
    worker = await startWorker({
      queue,
      db: api.database.db,
      storage,
      documents,
      concurrency: 1,
      temporary: join(folder, 'at-work'),
      version: '1',
      log,
      metrics: createMetrics().work,
    })
    ends.defer(() => worker.stop())
  })
  after(() => ends.disposeAsync())

  async function ended(id: string): Promise<Document> {
    for (;;) {
      const { body } = await api.call<Document>('GET', `/v1/documents/${id}`)
      if (['COMPLETED', 'FAILED'].includes(body.processing_status)) return body
      await pause(20)
    }
  }

  test('fails without its password and with another, is read with it, and keeps no trace of either', async () => {
    const { id } = await register()
    assert.equal((await ended(id)).error_code, 'document.password_required')

    const headers = { 'idempotency-key': newId() }
    assert.equal((await reprocess(id, { password: WRONG }, headers)).status, 202)
    assert.equal((await ended(id)).error_code, 'document.password_wrong')
    const replayed = await reprocess(id, { password: RIGHT }, headers)
    assert.equal(replayed.headers.get('idempotency-replayed'), 'true', 'no hash of a password is kept')

    assert.equal((await reprocess(id, { password: RIGHT })).status, 202)
    const document = await ended(id)
    assert.deepEqual(
      [document.processing_status, document.sha256_hash],
      ['COMPLETED', sha256Hex(locked)],
      document.error_message ?? '',
    )
    const found = await api.call<ArtifactList>('GET', `/v1/documents/${id}/artifacts?type=table`)
    assert.ok(found.body.items.length > 0)

    assert.equal(await waiting(), 0)
    await drain()
    assert.deepEqual(await passwordKeys(), [])
    const where = {
      rows: await allRows(),
      objects: await allObjects(),
      log: [...api.lines, ...lines].join(''),
    }
    assert.match(where.log, /an attempt at a document failed/)
    for (const password of [RIGHT, WRONG]) assertNowhere(password, where)
    assert.deepEqual(await brokenInvariants(api.database.db), [])
  })

  test('is read at once when the password comes with it, and needs it again to be processed again', async () => {
    const { id } = await register(RIGHT)
    assert.equal((await ended(id)).processing_status, 'COMPLETED')
    await reprocess(id)
    const again = await ended(id)
    assert.deepEqual([again.processing_status, again.error_code], ['FAILED', 'document.password_required'])
  })
})

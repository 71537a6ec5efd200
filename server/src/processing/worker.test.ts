import assert from 'node:assert/strict'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { extract, sha256Hex, type ExtractionResult } from '@ledger-lift/extraction'
import pino from 'pino'
import { testDatabase, type TestDatabase } from '../db/testing.ts'
import { createDocumentService } from '../documents/create-document-service.ts'
import type { DocumentRow, DocumentService } from '../documents/document-service.ts'
import { brokenInvariants } from '../documents/invariants.ts'
import { DEFAULT_TENANT, type DocumentId } from '../ids.ts'
import { createDocumentQueue, type RunningQueue } from '../queue/pg-boss-queue.ts'
import { FilesystemStorage } from '../storage/filesystem/filesystem-storage.ts'
import { keys } from '../storage/keys.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { startWorker, type RunningWorker } from './worker.ts'

const SAMPLE = new URL('../../../corpus/sample/input.pdf', import.meta.url)
const log = pino({ level: 'silent' })

describe('a worker with the real engine', () => {
  let folder: string
  let database: TestDatabase
  let queue: RunningQueue
  let storage: FilesystemStorage
  let documents: DocumentService
  let worker: RunningWorker
  let bytes: Buffer
  let id: DocumentId

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'll-worker-'))
    const directory = join(folder, 'objects')
    storage = new FilesystemStorage({ driver: 'filesystem', directory, secret: 'x', publicUrl: () => '' })
    database = await testDatabase()
    queue = createDocumentQueue({ url: database.url, log, role: 'worker' })
    await queue.start()
    documents = createDocumentService({ db: database.db, queue })
    const temporary = join(folder, 'temporary')
    const { db } = database
    worker = await startWorker({
      queue,
      db,
      storage,
      documents,
      concurrency: 2,
      temporary,
      version: '1',
      metrics: createMetrics().work,
      log,
    })
    bytes = await readFile(SAMPLE)
    id = await register()
  })
  after(async () => {
    await worker.stop()
    await queue.stop()
    await database.close()
    await rm(folder, { recursive: true })
  })

  async function register(): Promise<DocumentId> {
    const s3Key = keys.upload(DEFAULT_TENANT, crypto.randomUUID(), 'sample.pdf')
    await storage.put(s3Key, bytes, { contentType: 'application/pdf' })
    const file = { originalFilename: 'sample.pdf', contentType: 'application/pdf', fileSize: bytes.length }
    const row = await documents.createDocument({
      tenant: DEFAULT_TENANT,
      s3Key,
      ...file,
      sha256: null,
      actor: 'test',
    })
    return row.id
  }

  async function completed(): Promise<DocumentRow> {
    for (;;) {
      const row = await database.db
        .selectFrom('documents')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      if (row.processing_status === 'COMPLETED') return row
      assert.notEqual(row.processing_status, 'FAILED', row.error_message ?? '')
      await pause(50)
    }
  }

  const publishedRun = async () =>
    await database.db
      .selectFrom('processing_runs')
      .selectAll()
      .where('document_id', '=', id)
      .where('status', '=', 'PUBLISHED')
      .executeTakeFirstOrThrow()

  async function read(key: string | null): Promise<Buffer> {
    assert.ok(key)
    return Buffer.concat(await (await storage.get(key)).body.toArray())
  }

  it('completes a document with the result that the engine gives in one go', async () => {
    const row = await completed()
    const run = await publishedRun()
    const stored: ExtractionResult = JSON.parse((await read(run.result_key)).toString())
    const expected = await extract(bytes, { filename: 'sample.pdf' })
    assert.equal(run.result_hash, expected.result_hash)
    assert.deepEqual(stored, expected)
    assert.equal(row.page_count, expected.pages.length)
    assert.equal(row.pages_done, expected.pages.length)
    assert.equal(row.stage, 'done')
    assert.equal(row.sha256_hash, sha256Hex(bytes))
  })

  it('keeps its pages in order with a preview of each, and its artifacts', async () => {
    const { id: run, page_count } = await publishedRun()
    const pages = await database.db
      .selectFrom('pages')
      .selectAll()
      .where('run_id', '=', run)
      .orderBy('number')
      .execute()
    assert.deepEqual(
      pages.map(({ number }) => number),
      Array.from({ length: page_count ?? 0 }, (_, index) => index + 1),
    )
    for (const { preview_key } of pages)
      assert.equal((await read(preview_key)).toString('latin1', 1, 4), 'PNG')
    const artifacts = await database.db
      .selectFrom('artifacts')
      .select('type')
      .where('run_id', '=', run)
      .execute()
    assert.ok(artifacts.some(({ type }) => type === 'table'))
  })

  it('leaves no temporary file', async () => {
    const left = await readdir(join(folder, 'temporary'), { recursive: true, withFileTypes: true })
    assert.deepEqual(
      left.filter((entry) => entry.isFile()),
      [],
    )
  })

  it('gives the same result when the document is processed again', async () => {
    const before = await publishedRun()
    await documents.reprocess(DEFAULT_TENANT, id, 'test')
    await completed()
    const now = await publishedRun()
    assert.notEqual(now.id, before.id)
    assert.equal(now.result_hash, before.result_hash)
  })

  it('is seen in the database while it lives', async () => {
    const workers = await database.db.selectFrom('workers').selectAll().execute()
    assert.deepEqual(
      workers.map((each) => [each.id, each.pid, each.concurrency]),
      [[worker.id, process.pid, 2]],
    )
  })

  it('breaks no rule of the system', async () => {
    assert.deepEqual(await brokenInvariants(database.db), [])
  })
})

import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sha256Hex } from '@ledger-lift/extraction/canonical'
import type { Kysely } from 'kysely'
import pino from 'pino'
import { openDatabase } from '../db/pool.ts'
import type { Database } from '../db/schema.ts'
import { testDatabase } from '../db/testing.ts'
import { createDocumentService } from '../documents/create-document-service.ts'
import type { DocumentRow, DocumentService } from '../documents/document-service.ts'
import { brokenInvariants } from '../documents/invariants.ts'
import { DEFAULT_TENANT, type DocumentId, type RunId } from '../ids.ts'
import { createDocumentQueue, type RunningQueue } from '../queue/pg-boss-queue.ts'
import { keys } from '../storage/keys.ts'
import { drainDeletions } from '../storage/drain-deletions.ts'
import { FilesystemStorage } from '../storage/filesystem/filesystem-storage.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import { storeDifferences } from './store-invariants.ts'
import { storageSettings, type WorkerSettings } from './worker-settings.ts'

const FAULTY_ENGINE = join(import.meta.dirname, '../processing/children/testing/faulty-entry.ts')
const log = pino({ level: 'silent' })

/** A database, a store and workers as processes; the test itself has the API's part and registers documents. */
export class System implements AsyncDisposable {
  readonly url: string
  readonly folder: string
  readonly db: Kysely<Database>
  readonly storage: ObjectStorage
  readonly queue: RunningQueue
  readonly documents: DocumentService
  readonly workers: WorkerProcess[] = []
  readonly #ends: AsyncDisposableStack

  private constructor(
    url: string,
    folder: string,
    db: Kysely<Database>,
    queue: RunningQueue,
    ends: AsyncDisposableStack,
  ) {
    this.url = url
    this.folder = folder
    this.db = db
    this.queue = queue
    this.#ends = ends
    this.storage = new FilesystemStorage(storageSettings(this.objects))
    this.documents = createDocumentService({ db, queue })
  }

  /** On a database of its own, or on the one at `url`. */
  static async start(url?: string): Promise<System> {
    const ends = new AsyncDisposableStack()
    const folder = await mkdtemp(join(tmpdir(), 'll-faults-'))
    ends.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
    const database =
      url === undefined ? await testDatabase() : { url, ...openDatabase({ url, poolSize: 5, log }) }
    ends.defer(() => database.close())
    const queue = createDocumentQueue({ url: database.url, log, role: 'producer' })
    await queue.start()
    ends.defer(() => queue.stop())
    return new System(database.url, folder, database.db, queue, ends)
  }

  get objects(): string {
    return join(this.folder, 'objects')
  }

  get temporary(): string {
    return join(this.folder, 'temporary')
  }

  /** `pages`: what the faulty engine does on each, `ok` or `sleep 100`. Resolves when it is acknowledged. */
  register(pages: readonly string[]): Promise<DocumentId> {
    return this.registerObject(pages, async () => {})
  }

  /** `meanwhile` happens to the object after its upload and before its registration. */
  async registerObject(
    pages: readonly string[],
    meanwhile: (key: string) => Promise<unknown>,
  ): Promise<DocumentId> {
    const key = keys.upload(DEFAULT_TENANT, crypto.randomUUID(), 'report.pdf')
    const bytes = await this.put(key, pages)
    await meanwhile(key)
    const { id } = await this.documents.createDocument({
      tenant: DEFAULT_TENANT,
      s3Key: key,
      originalFilename: 'report.pdf',
      contentType: 'application/pdf',
      fileSize: bytes.length,
      sha256: sha256Hex(bytes),
      actor: 'test',
    })
    return id
  }

  async put(key: string, pages: readonly string[]): Promise<Buffer> {
    const bytes = Buffer.from(pages.join('\n'))
    await this.storage.put(key, bytes, { contentType: 'application/pdf' })
    return bytes
  }

  async startWorker(settings: Partial<WorkerSettings> = {}): Promise<WorkerProcess> {
    const { url, objects: directory, temporary } = this
    const defaults: WorkerSettings = {
      url,
      directory,
      temporary,
      concurrency: 2,
      engineEntry: FAULTY_ENGINE,
      grace: 10_000,
    }
    const worker = new WorkerProcess({ ...defaults, ...settings })
    this.workers.push(worker)
    this.#ends.defer(() => worker.kill('SIGKILL'))
    await worker.ready
    return worker
  }

  async row(id: DocumentId): Promise<DocumentRow> {
    return await this.db.selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  }

  /** The row as soon as it is as `test` says. */
  async until(id: DocumentId, test: (row: DocumentRow) => boolean, within = 90_000): Promise<DocumentRow> {
    const end = Date.now() + within
    for (;;) {
      const row = await this.row(id)
      if (test(row)) return row
      assert.ok(Date.now() < end, `document ${id} is still ${JSON.stringify(row)}`)
      await pause(50)
    }
  }

  async ended(ids: readonly DocumentId[], within?: number): Promise<DocumentRow[]> {
    return await Promise.all(ids.map((id) => this.until(id, isEnded, within)))
  }

  async events(id: DocumentId): Promise<string[]> {
    const events = await this.db
      .selectFrom('processing_events')
      .select('event_type')
      .where('document_id', '=', id)
      .orderBy('sequence')
      .execute()
    return events.map(({ event_type }) => event_type)
  }

  async run(id: RunId | null) {
    return await this.db
      .selectFrom('processing_runs')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  }

  async pages(run: RunId | null) {
    return await this.db.selectFrom('pages').selectAll().where('run_id', '=', run).orderBy('number').execute()
  }

  /** Resolves when so many batches of the document are kept. */
  async untilKept(id: DocumentId, batches: number, within = 90_000): Promise<void> {
    const end = Date.now() + within
    const kept = this.db.selectFrom('kept_batches').select('key').where('document_id', '=', id)
    while ((await kept.execute()).length < batches) {
      assert.ok(Date.now() < end, `document ${id} does not come to ${batches} batches`)
      await pause(20)
    }
  }

  async assertInvariants(): Promise<void> {
    assert.deepEqual(await brokenInvariants(this.db), [])
    await drainDeletions({ db: this.db, storage: this.storage })
    assert.deepEqual(await storeDifferences(this.db, this.storage), { missing: [], stray: [] })
  }

  /** What lies in the workers' temporary folders. */
  async leftovers(): Promise<string[]> {
    const files = await readdir(this.temporary, { recursive: true, withFileTypes: true }).catch(() => [])
    return files.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  }

  /** What is left when the workers have had their time: a file goes just after its document's end is published. */
  async leftoversInTheEnd(): Promise<string[]> {
    const deadline = Date.now() + 10_000
    let left = await this.leftovers()
    while (left.length > 0 && Date.now() < deadline) {
      await pause(50)
      left = await this.leftovers()
    }
    return left
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#ends.disposeAsync()
  }
}

const isEnded = ({ processing_status }: DocumentRow) =>
  processing_status === 'COMPLETED' || processing_status === 'FAILED'

export class WorkerProcess {
  readonly #process: ChildProcess
  readonly ready: Promise<void>
  readonly exited: Promise<void>
  /** What it has logged. */
  log = ''

  constructor(settings: WorkerSettings) {
    const entry = join(import.meta.dirname, 'worker-process.ts')
    this.#process = fork(entry, [JSON.stringify(settings)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => (this.log += text))
    this.exited = new Promise((resolve) => this.#process.once('exit', () => resolve()))
    this.ready = new Promise((resolve, reject) => {
      this.#process.once('message', () => resolve())
      this.#process.once('exit', () => reject(new Error(`the worker did not start: ${this.log}`)))
    })
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void {
    this.#process.kill(signal)
  }

  /** Resolves when it is gone. */
  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    this.#process.kill(signal)
    await this.exited
  }

  async said(words: RegExp, within = 90_000): Promise<void> {
    const end = Date.now() + within
    while (!words.test(this.log)) {
      assert.ok(Date.now() < end, `the worker did not say ${words}: ${this.log}`)
      await pause(50)
    }
  }
}

import type { Kysely } from 'kysely'
import type { PageFindings } from '@ledger-lift/extraction'
import type { Database } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import type { RunId } from '../ids.ts'
import { keys } from '../storage/keys.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import { runKeys, type Attempt } from './attempt.ts'
import type { Preview } from './children/messages.ts'
import { inParallel } from './in-parallel.ts'
import { insertKeptBatch, keptBatchKeys } from './store.ts'

/** Objects on their way to or from the store at a time, for one document. */
const WIDTH = 8

/** A finished batch, as it is kept: its findings, and the run whose objects its previews are. */
interface KeptBatch {
  readonly run: RunId
  readonly findings: readonly PageFindings[]
}

/** What an attempt has of a document: from the attempts before it, and its own. */
export class KeptWork {
  readonly #db: Kysely<Database>
  readonly #storage: ObjectStorage
  readonly #attempt: Attempt
  readonly #findings = new Map<number, PageFindings>()
  readonly #previews = new Map<number, string>()

  constructor(db: Kysely<Database>, storage: ObjectStorage, attempt: Attempt) {
    this.#db = db
    this.#storage = storage
    this.#attempt = attempt
  }

  get pagesDone(): ReadonlySet<number> {
    return new Set(this.#findings.keys())
  }

  /** Of all pages, in their order. */
  get findings(): PageFindings[] {
    return [...this.#findings.values()].sort((a, b) => a.number - b.number)
  }

  /** Keys of the previews that are there, by page. */
  get previews(): ReadonlyMap<number, string> {
    return this.#previews
  }

  /** Takes up the batches that earlier attempts kept. One whose object is gone or unreadable is simply not done. */
  async resume(): Promise<void> {
    const batches: KeptBatch[] = []
    await inParallel(await keptBatchKeys(this.#db, this.#attempt), WIDTH, async (key) => {
      const batch = await this.#read(key)
      if (batch) batches.push(batch)
    })
    for (const { findings } of batches) this.#take(findings)
    const previews = batches.flatMap(({ run, findings }) =>
      findings.map(({ number }) => ({ run, page: number })),
    )
    await inParallel(previews, WIDTH, ({ run, page }) => this.#adopt(run, page))
  }

  /** `more`: whether others follow, for whose sake this batch is worth keeping by itself. */
  async add(
    pages: readonly number[],
    findings: readonly PageFindings[],
    previews: readonly Preview[],
    more: boolean,
  ): Promise<void> {
    await this.addPreviews(previews)
    if (more) await this.#keep(pages, findings)
    this.#take(findings)
  }

  async addPreviews(previews: readonly Preview[]): Promise<void> {
    await inParallel(previews, WIDTH, async ({ page, png }) => {
      if (png.byteLength > 0) await this.#putPreview(page, png)
    })
  }

  async #keep(pages: readonly number[], findings: readonly PageFindings[]): Promise<void> {
    const key = runKeys(this.#attempt).batch(pages)
    const batch: KeptBatch = { run: this.#attempt.run, findings }
    await this.#storage.put(key, Buffer.from(JSON.stringify(batch)), { contentType: 'application/json' })
    await insertKeptBatch(this.#db, this.#attempt, pages, key)
  }

  async #read(key: string): Promise<KeptBatch | null> {
    const text = await this.#readObject(key)
    if (text === null) return null
    try {
      return JSON.parse(text.toString('utf8'))
    } catch {
      return null
    }
  }

  /** A preview that another run made becomes this run's own, since the other's objects go away with it. */
  async #adopt(run: RunId, page: number): Promise<void> {
    const { tenant, document } = this.#attempt
    const png = await this.#readObject(keys.preview(tenant, document, run, page))
    if (png !== null) await this.#putPreview(page, png)
  }

  async #readObject(key: string): Promise<Buffer | null> {
    try {
      const { body } = await this.#storage.get(key)
      return Buffer.concat(await body.toArray())
    } catch (error) {
      if (error instanceof AppError && error.code === 'storage.not_found') return null
      throw error
    }
  }

  async #putPreview(page: number, png: Uint8Array): Promise<void> {
    const key = runKeys(this.#attempt).preview(page)
    await this.#storage.put(key, png, { contentType: 'image/png' })
    this.#previews.set(page, key)
  }

  #take(findings: readonly PageFindings[]): void {
    for (const page of findings) this.#findings.set(page.number, page)
  }
}

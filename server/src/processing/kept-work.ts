import type { Kysely } from 'kysely'
import { type PageFindings, sha256Hex } from '@ledger-lift/extraction'
import { type PackedPage, packedPage } from '@ledger-lift/extraction/assemble'
import type { Database } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import { runKeys, type Attempt } from './attempt.ts'
import type { Preview } from './children/messages.ts'
import { inParallel } from './in-parallel.ts'
import type { Layout } from './layout/soffice.ts'
import { insertKeptBatch, keptBatchKeys, keptLayoutKey, LAYOUT_PAGES } from './store.ts'

/** Previews on their way to the store at a time, and batches on their way from it: these hold some MB each. */
const PREVIEWS_AT_ONCE = 8
const BATCHES_AT_ONCE = 2

/** A finished batch as it is kept. The previews are in it, too: to draw a page takes longer than to read it. */
interface KeptBatch {
  /** SHA-256 of the layout that its pages are of; absent where the document has pages of its own. */
  readonly layout?: string
  readonly findings: readonly PageFindings[]
  readonly previews: readonly { readonly page: number; readonly png: string }[]
}

interface KeptLayout {
  readonly by: string
  /** Base64. */
  readonly pdf: string
}

/** What an attempt has of a document: from the attempts before it, and its own. */
export class KeptWork {
  readonly #db: Kysely<Database>
  readonly #storage: ObjectStorage
  readonly #attempt: Attempt
  readonly #pages = new Map<number, PackedPage>()
  readonly #previews = new Map<number, string>()
  #layout: { readonly layout: Layout; readonly sha256: string; readonly isKept: boolean } | null = null

  constructor(db: Kysely<Database>, storage: ObjectStorage, attempt: Attempt) {
    this.#db = db
    this.#storage = storage
    this.#attempt = attempt
  }

  get pagesDone(): ReadonlySet<number> {
    return new Set(this.#pages.keys())
  }

  /** Of all pages, in their order. */
  get pages(): PackedPage[] {
    return [...this.#pages.values()].sort((a, b) => a.number - b.number)
  }

  /** Keys of the previews that are there, by page. */
  get previews(): ReadonlyMap<number, string> {
    return this.#previews
  }

  /** The layout that an earlier attempt kept: only on its pages does what that attempt found still stand. */
  async takeLayout(): Promise<Layout | null> {
    const key = await keptLayoutKey(this.#db, this.#attempt)
    const kept = key === null ? null : await this.#read<KeptLayout>(key)
    if (kept === null) return null
    const layout = { by: kept.by, pdf: Buffer.from(kept.pdf, 'base64') }
    this.laidOut(layout, true)
    return layout
  }

  laidOut(layout: Layout, isKept = false): void {
    this.#layout = { layout, sha256: sha256Hex(layout.pdf), isKept }
  }

  /** Where there is one. That of an earlier attempt stays: of a second object no row would tell. */
  async keepLayout(): Promise<void> {
    if (this.#layout === null || this.#layout.isKept) return
    const { by, pdf } = this.#layout.layout
    const kept: KeptLayout = { by, pdf: Buffer.from(pdf).toString('base64') }
    await this.#put(LAYOUT_PAGES, runKeys(this.#attempt).layout, Buffer.from(JSON.stringify(kept)))
  }

  /** Takes up the batches that earlier attempts kept. One whose object is gone or unreadable is simply not done. */
  async resume(): Promise<void> {
    const batches = await keptBatchKeys(this.#db, this.#attempt)
    await inParallel(batches, BATCHES_AT_ONCE, async (key) => {
      const batch = await this.#read<KeptBatch>(key)
      if (batch && batch.layout === this.#layout?.sha256)
        await this.#take(batch.findings.map(packedPage), batch.previews.map(fromText))
    })
  }

  /** `more`: whether others follow, for whose sake this batch is worth keeping by itself. */
  async add(
    numbers: readonly number[],
    pages: readonly PackedPage[],
    previews: readonly Preview[],
    more: boolean,
  ): Promise<void> {
    const batch = () => batchJson(this.#layout?.sha256, pages, previews)
    if (more) await this.#put(numbers, runKeys(this.#attempt).batch(numbers), batch())
    await this.#take(pages, previews)
  }

  /** The object first: a row says that its object is there. */
  async #put(pages: readonly number[], key: string, json: Buffer): Promise<void> {
    await this.#storage.put(key, json, { contentType: 'application/json' })
    await insertKeptBatch(this.#db, this.#attempt, pages, key)
  }

  async #read<Kept extends KeptBatch | KeptLayout>(key: string): Promise<Kept | null> {
    try {
      const { body } = await this.#storage.get(key)
      return JSON.parse(Buffer.concat(await body.toArray()).toString('utf8'))
    } catch (error) {
      const unreadable = error instanceof SyntaxError
      if (unreadable || (error instanceof AppError && error.code === 'storage.not_found')) return null
      throw error
    }
  }

  async #take(pages: readonly PackedPage[], previews: readonly Preview[]): Promise<void> {
    await inParallel(previews, PREVIEWS_AT_ONCE, (preview) => this.#putPreview(preview))
    for (const page of pages) this.#pages.set(page.number, page)
  }

  async #putPreview({ page, png }: Preview): Promise<void> {
    const key = runKeys(this.#attempt).preview(page)
    await this.#storage.put(key, png, { contentType: 'image/png' })
    this.#previews.set(page, key)
  }
}

/** A KeptBatch as JSON: the findings are that already. */
function batchJson(
  layout: string | undefined,
  pages: readonly PackedPage[],
  previews: readonly Preview[],
): Buffer {
  const rest: Omit<KeptBatch, 'findings'> = {
    ...(layout === undefined ? {} : { layout }),
    previews: previews.map(toText),
  }
  const findings = pages.flatMap((page, index) => [Buffer.from(index === 0 ? '' : ','), page.findings])
  const end = JSON.stringify(rest).replace(/^\{/, ',')
  return Buffer.concat([Buffer.from('{"findings":['), ...findings, Buffer.from(`]${end}`)])
}

const toText = ({ page, png }: Preview) => ({ page, png: Buffer.from(png).toString('base64') })
const fromText = ({ page, png }: KeptBatch['previews'][number]): Preview => ({
  page,
  png: Buffer.from(png, 'base64'),
})

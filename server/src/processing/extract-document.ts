import type { ExtractionResult, Note, OpenOptions, PageFindings, Source } from '@ledger-lift/extraction'
import type { Child } from './children/child.ts'
import type { ChildLimits } from './children/limits.ts'
import type { Opened, Preview } from './children/messages.ts'
import type { ChildPool, LentChild } from './children/pool.ts'
import { pageBatches } from './page-batches.ts'

/** Pixels: an A4 page at 150 dpi. */
export const PREVIEW_WIDTH = 1240

export interface DocumentWork {
  readonly pool: ChildPool
  readonly limits: ChildLimits
  readonly path: string
  readonly options: OpenOptions
  readonly source: Source
  readonly signal: AbortSignal
  /** Pixels; PREVIEW_WIDTH unless given, 0 for none. */
  readonly previewWidth?: number
  /** The document is open: gives the pages that need no work. */
  opened(document: Opened): Promise<ReadonlySet<number>>
  /** A batch is worked; `more` follow or are at work. */
  worked(
    batch: readonly number[],
    findings: readonly PageFindings[],
    previews: readonly Preview[],
    more: boolean,
  ): Promise<void>
  /** Every page's, in order. */
  findings(): readonly PageFindings[]
}

/** Reads a document with the pool: one child for it in any case, and every idle one while there are batches left. */
export async function extractDocument(work: DocumentWork): Promise<ExtractionResult> {
  using first = await work.pool.acquire(work.signal)
  const document = await open(work, first.child, work.signal)
  const done = await work.opened(document)
  await workInLanes(work, first.child, pageBatches(document.pageCount, done))
  const result = await join(work, first.child, document.notes)
  await close(work, first.child)
  return result
}

const open = (work: DocumentWork, child: Child, signal: AbortSignal) =>
  child.ask('open', { path: work.path, options: work.options }, work.limits.openTime, signal)

const close = (work: DocumentWork, child: Child) =>
  child.ask('close', null, work.limits.openTime, work.signal)

const join = (work: DocumentWork, child: Child, notes: readonly Note[]) =>
  child.ask(
    'assemble',
    { source: work.source, notes, findings: work.findings() },
    work.limits.openTime,
    work.signal,
  )

/**
 * Each lane takes the next batch until none is left. A lane on a borrowed child ends when another document waits
 * for one. The first failure ends all lanes, and their children with them, for they may be in the middle of a page.
 */
async function workInLanes(work: DocumentWork, first: Child, batches: number[][]): Promise<void> {
  const giveUp = new AbortController()
  const signal = AbortSignal.any([work.signal, giveUp.signal])
  const many = batches.length > 1
  const helpers: Promise<void>[] = []

  const lane = async (child: Child, mayEnd: () => boolean) => {
    let keeping: Promise<void> = Promise.resolve()
    for (let batch = batches.shift(); batch; batch = mayEnd() ? undefined : batches.shift()) {
      recruit()
      const request = { pages: batch, previewWidth: work.previewWidth ?? PREVIEW_WIDTH }
      const { findings, previews } = await child.ask('work', request, work.limits.batchTime, signal)
      // The batch is kept while the child works on the next.
      await keeping
      keeping = work.worked(batch, findings, previews, many)
      keeping.catch(() => {})
    }
    await keeping
  }
  const help = async (lent: LentChild) => {
    using helper = lent
    await open(work, helper.child, signal)
    await lane(helper.child, () => work.pool.waiting > 0)
    await close(work, helper.child)
  }
  const recruit = () => {
    for (let lent = spare(); lent; lent = spare()) helpers.push(attempt(help(lent)))
  }
  let lanes = 1
  const spare = () => (batches.length >= lanes ? work.pool.tryAcquire() : null)
  const attempt = async (task: Promise<void>) => {
    lanes += 1
    await task.catch((error: unknown) => giveUp.abort(error)).finally(() => (lanes -= 1))
  }

  await lane(first, () => false).catch((error: unknown) => giveUp.abort(error))
  await Promise.all(helpers)
  signal.throwIfAborted()
}

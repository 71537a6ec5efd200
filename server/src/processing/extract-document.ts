import type { ExtractionResult, OpenOptions, Source } from '@ledger-lift/extraction'
import { joinPages, type PackedPage, packedPage, withLayout } from '@ledger-lift/extraction/assemble'
import { AppError } from '../errors.ts'
import { BatchPlan, type Batch } from './batch-plan.ts'
import { certain } from './certain.ts'
import type { ChildLimits } from './children/limits.ts'
import type { Opened, Preview, Worked } from './children/messages.ts'
import type { ChildPool, LentChild } from './children/pool.ts'
import { DocumentChild } from './document-child.ts'
import { finishDocument } from './finish-document.ts'
import type { Tracing } from '../telemetry/tracing.ts'
import type { WorkMetrics } from '../telemetry/work-metrics.ts'
import { laidOut } from './lay-out.ts'
import type { Layouter } from './layout/soffice.ts'
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
  readonly metrics?: WorkMetrics
  readonly tracing?: Tracing
  /** Lays Word documents out on pages; without it they have one page, and no boxes. */
  readonly layouter?: Layouter
  /** Pixels; PREVIEW_WIDTH unless given, 0 for none. */
  readonly previewWidth?: number
  /** The document is open: gives the pages that need no work. */
  opened(document: Opened): Promise<ReadonlySet<number>>
  /** A batch is worked; `more` follow or are at work. */
  worked(
    batch: readonly number[],
    pages: readonly PackedPage[],
    previews: readonly Preview[],
    more: boolean,
  ): Promise<void>
  /** Every page's, in order. */
  pages(): readonly PackedPage[]
}

/** Reads a document with the pool: one child for it in any case, and every idle one while there are batches left. */
export async function extractDocument(asked: DocumentWork): Promise<ExtractionResult> {
  const work = await laidOut(asked, openedChild)
  using child = new DocumentChild(work, work.signal)
  const document = await openDespiteDeath(child)
  const done = await work.opened(document)
  const plan = new BatchPlan(pageBatches(document.pageCount, done), document.pageCount)
  await workInLanes(work, child, document, plan)
  refuseWithoutPage(work.pages())
  await child.ready()
  await child.close()
  const finished = await finishDocument(work, child)
  const engine = await child.engine()
  const { layout } = work.options
  return joinPages(work.source, layout ? withLayout(engine, layout.by) : engine, document.notes, finished)
}

async function openedChild(work: DocumentWork): Promise<DocumentChild> {
  const child = new DocumentChild(work, work.signal)
  try {
    await openDespiteDeath(child)
    return child
  } catch (error) {
    child[Symbol.dispose]()
    throw error
  }
}

/** A document that kills a fresh process, too, will kill every one. */
async function openDespiteDeath(child: DocumentChild): Promise<Opened> {
  try {
    return await child.open()
  } catch (death) {
    if (!child.died(death)) throw death
    if (death.code !== 'processing.crashed') throw certain(death)
  }
  await child.ready().catch((death: unknown) => {
    throw child.died(death) ? certain(death) : death
  })
  return await child.open()
}

/** What cannot be read at all is not completed with nothing in it. */
function refuseWithoutPage(pages: readonly PackedPage[]): void {
  if (pages.length === 0 || pages.some(({ isRead }) => isRead)) return
  const [first] = pages.flatMap(({ notes }) => notes)
  const code = first?.code === 'page.over_limit' ? 'document.over_limit' : 'document.damaged'
  throw new AppError(code, first?.message ?? 'No page of the document can be read.')
}

/**
 * Each lane takes the next batch until none is left. A lane on a borrowed child ends when another document waits
 * for one. The first failure ends all lanes, and their children with them, for they may be in the middle of a page.
 */
async function workInLanes(
  work: DocumentWork,
  first: DocumentChild,
  opened: Opened,
  plan: BatchPlan,
): Promise<void> {
  const giveUp = new AbortController()
  const signal = AbortSignal.any([work.signal, giveUp.signal])
  const helpers: Promise<void>[] = []
  let lanes = 0

  const run = async (lane: Promise<void>) => {
    lanes += 1
    await lane.catch((error: unknown) => giveUp.abort(error)).finally(() => (lanes -= 1))
  }
  const help = async (lent: LentChild) => {
    using child = new DocumentChild(work, signal, { lent, opened })
    await workLane(work, child, plan, recruit, () => work.pool.waiting > 0)
    await child.close()
  }
  const spare = () => (plan.left >= lanes ? work.pool.tryAcquire() : null)
  const recruit = () => {
    for (let lent = spare(); lent; lent = spare()) helpers.push(run(help(lent)))
  }

  await run(workLane(work, first, plan, recruit, () => giveUp.signal.aborted))
  // Helpers recruit helpers.
  for (const helper of helpers) await helper
  signal.throwIfAborted()
}

async function workLane(
  work: DocumentWork,
  child: DocumentChild,
  plan: BatchPlan,
  recruit: () => void,
  mayEnd: () => boolean,
): Promise<void> {
  let keeping: Promise<void> = Promise.resolve()
  try {
    for (let batch = plan.next(); batch; batch = mayEnd() ? undefined : plan.next()) {
      recruit()
      await child.ready()
      const { pages, previews } = await workBatch(work, child, plan, batch)
      // The batch is kept while the child works on the next.
      await keeping
      if (pages.length > 0)
        keeping = work.worked(
          pages.map(({ number }) => number),
          pages,
          previews,
          plan.many,
        )
      keeping.catch(() => {})
    }
  } finally {
    // Also when the lane is given up: nothing may be written once the attempt has ended.
    await keeping
  }
}

async function workBatch(
  work: DocumentWork,
  child: DocumentChild,
  plan: BatchPlan,
  batch: Batch,
): Promise<Worked> {
  const { limits, previewWidth = PREVIEW_WIDTH } = work
  try {
    const { pages, previews } = await child.ask('work', { pages: batch.pages, previewWidth }, limits.pageTime)
    return { pages: pages.map(ownBytes), previews }
  } catch (error) {
    if (!child.died(error)) throw error
    return { pages: plan.died(batch, error).map(packedPage), previews: [] }
  }
}

/** Its bytes are a piece of the message that they came in, with the previews of all pages. */
const ownBytes = (page: PackedPage): PackedPage => ({ ...page, findings: new Uint8Array(page.findings) })

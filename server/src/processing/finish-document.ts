import { setTimeout as pause } from 'node:timers/promises'
import {
  documentFacts,
  type FinishedPages,
  type PackedPage,
  type PackedResult,
  stretches,
  unpackedResult,
} from '@ledger-lift/extraction/assemble'
import type { LentChild } from './children/pool.ts'
import type { DocumentChild } from './document-child.ts'
import type { DocumentWork } from './extract-document.ts'

type Finish = (pages: readonly PackedPage[]) => Promise<PackedResult>

/**
 * Makes artifacts of the findings, stretch by stretch, so that no process holds them all at once: on the document's own
 * child, and on every one besides that is idle or comes to be. The first failure ends all.
 */
export async function finishDocument(work: DocumentWork, child: DocumentChild): Promise<FinishedPages[]> {
  const { pool, limits } = work
  const pages = work.pages()
  const facts = documentFacts(pages)
  const left = largestFirst(stretches(pages))
  const finished: FinishedPages[] = []
  const unpacking: Promise<void>[] = []
  const helpers: Promise<void>[] = []
  const giveUp = new AbortController()
  const signal = AbortSignal.any([work.signal, giveUp.signal])

  const run = (part: Promise<void>) => part.catch((error: unknown) => giveUp.abort(error))
  const lane = async (finish: Finish, mayEnd: () => boolean) => {
    for (let next = left.shift(); next; next = mayEnd() ? undefined : left.shift()) {
      recruit()
      const { index, pages } = next
      const result = await finish(pages)
      // A millisecond later: meanwhile the child is sent, in pieces, what it does next.
      unpacking.push(run(pause(1).then(() => void (finished[index] = unpackedResult(result)))))
    }
  }
  const help = async (lent: LentChild) => {
    using borrowed = lent
    const finish: Finish = (pages) =>
      borrowed.child.ask('finish', { findings: pages.map(bytes), facts }, limits.openTime, signal)
    await lane(finish, () => signal.aborted || pool.waiting > 0)
  }
  const spare = () => (left.length > 0 ? pool.tryAcquire() : null)
  const recruit = () => {
    for (let lent = spare(); lent; lent = spare()) helpers.push(run(help(lent)))
  }

  const own: Finish = (pages) => child.ask('finish', { findings: pages.map(bytes), facts }, limits.openTime)
  await run(lane(own, () => signal.aborted))
  // Helpers recruit helpers.
  for (const helper of helpers) await helper
  await Promise.all(unpacking)
  signal.throwIfAborted()
  return finished
}

interface Stretch {
  /** Its place in the document. */
  readonly index: number
  readonly pages: readonly PackedPage[]
}

/** Each process then waits least for the last of another. */
function largestFirst(stretches: readonly (readonly PackedPage[])[]): Stretch[] {
  const size = ({ pages }: Stretch) => pages.reduce((sum, { findings }) => sum + findings.byteLength, 0)
  return stretches.map((pages, index) => ({ index, pages })).sort((a, b) => size(b) - size(a))
}

const bytes = ({ findings }: PackedPage): Uint8Array => findings

import type { PageFindings } from '@ledger-lift/extraction'
import { documentFacts, type FinishedPages, stretches } from '@ledger-lift/extraction/assemble'
import type { LentChild } from './children/pool.ts'
import type { DocumentChild } from './document-child.ts'
import type { DocumentWork } from './extract-document.ts'

type Finish = (findings: readonly PageFindings[]) => Promise<FinishedPages>

/**
 * Makes artifacts of the findings, stretch by stretch, so that no process holds them all at once: on the document's own
 * child, and on every one besides that is idle or comes to be. The first failure ends all.
 */
export async function finishDocument(work: DocumentWork, child: DocumentChild): Promise<FinishedPages[]> {
  const { pool, limits } = work
  const findings = work.findings()
  const facts = documentFacts(findings)
  const left = [...stretches(findings).entries()]
  const finished: FinishedPages[] = []
  const helpers: Promise<void>[] = []
  const giveUp = new AbortController()
  const signal = AbortSignal.any([work.signal, giveUp.signal])

  const run = (lane: Promise<void>) => lane.catch((error: unknown) => giveUp.abort(error))
  const lane = async (finish: Finish, mayEnd: () => boolean) => {
    for (let next = left.shift(); next; next = mayEnd() ? undefined : left.shift()) {
      recruit()
      const [index, pages] = next
      finished[index] = await finish(pages)
    }
  }
  const help = async (lent: LentChild) => {
    using borrowed = lent
    const finish: Finish = (pages) =>
      borrowed.child.ask('finish', { findings: pages, facts }, limits.openTime, signal)
    await lane(finish, () => signal.aborted || pool.waiting > 0)
  }
  const spare = () => (left.length > 0 ? pool.tryAcquire() : null)
  const recruit = () => {
    for (let lent = spare(); lent; lent = spare()) helpers.push(run(help(lent)))
  }

  const own: Finish = (pages) => child.ask('finish', { findings: pages, facts }, limits.openTime)
  await run(lane(own, () => signal.aborted))
  // Helpers recruit helpers.
  for (const helper of helpers) await helper
  signal.throwIfAborted()
  return finished
}

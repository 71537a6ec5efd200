import { ChainCheck } from '../audit/check-chain.ts'
import type { TrailProof } from '../audit/proof.ts'
import type { ProcessingEvent } from '../events.ts'

/** Events of one document from its first on, each following the one before, the last of them covered by the proof. */
export function chainFlaws(
  events: readonly ProcessingEvent[],
  { leaf }: Pick<TrailProof, 'leaf'>,
  document: string,
): string[] {
  const chain = new ChainCheck()
  const flaws = events.flatMap((event) =>
    chain.check(event).map(({ sequence, detail }) => `event ${sequence}: ${detail}`),
  )
  if (events.some(({ document_id }) => document_id !== document))
    flaws.push('an event is of another document')
  const last = events.at(-1)
  if (leaf.document_id !== document || last?.sequence !== leaf.sequence || last.hash !== leaf.hash)
    flaws.push('the proof is not of the last event')
  return flaws
}

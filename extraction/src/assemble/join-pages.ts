import { createHash } from 'node:crypto'
import { canonicalText } from '../canonical.ts'
import { type Engine, type ExtractionResult, type Note, type Page, SCHEMA, type Source } from '../model.ts'
import type { FinishedPages } from './finished-pages.ts'

/** The result of all stretches, in order. */
export function joinPages(
  source: Source,
  engine: Engine,
  notes: readonly Note[],
  finished: readonly FinishedPages[],
): ExtractionResult {
  const pages = finished.flatMap((part) => part.pages)
  return {
    schema: SCHEMA,
    source,
    engine,
    result_hash: resultHash(finished, pages),
    pages,
    artifacts: finished.flatMap((part) => part.artifacts),
    notes: [...notes, ...finished.flatMap((part) => part.notes)],
  }
}

/** SHA-256 of the canonical JSON of `{ artifacts, pages }`, without ever holding it in one piece. */
function resultHash(finished: readonly FinishedPages[], pages: readonly Page[]): string {
  const hash = createHash('sha256').update('{"artifacts":[')
  let some = false
  for (const { canonical } of finished) {
    if (canonical.byteLength === 0) continue
    if (some) hash.update(',')
    hash.update(canonical)
    some = true
  }
  return hash.update(`],"pages":${canonicalText(pages)}}`).digest('hex')
}

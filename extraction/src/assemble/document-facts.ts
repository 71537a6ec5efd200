import type { PageFindings } from '../pipeline.ts'
import { runningTexts } from '../text/page-furniture.ts'
import { numberConvention, type NumberConvention } from '../values/number-convention.ts'

/** What only all pages together can say: small, so that every process that finishes some of the pages has it. */
export interface DocumentFacts {
  readonly convention: NumberConvention
  /** What is said at the same place of several pages: running headers and footers. */
  readonly furniture: ReadonlySet<string>
}

export function documentFacts(findings: readonly PageFindings[]): DocumentFacts {
  return { convention: numberConvention(numberTexts(findings)), furniture: runningTexts(findings) }
}

function* numberTexts(findings: readonly PageFindings[]): Generator<string> {
  for (const { tables } of findings) {
    for (const { cells } of tables) {
      for (const { plain } of cells) yield plain
    }
  }
}

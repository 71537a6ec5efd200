import { runningTexts } from '../text/page-furniture.ts'
import { numberConvention, type NumberConvention } from '../values/number-convention.ts'
import type { AboutPage } from './about-page.ts'

/** What only all pages together can say: small, so that every process that finishes some of the pages has it. */
export interface DocumentFacts {
  readonly convention: NumberConvention
  /** What is said at the same place of several pages: running headers and footers. */
  readonly furniture: ReadonlySet<string>
}

export function documentFacts(pages: readonly AboutPage[]): DocumentFacts {
  return {
    convention: numberConvention(pages.map(({ numbers }) => numbers)),
    furniture: runningTexts(pages.map(({ edges }) => edges)),
  }
}

import type { Note } from '../model.ts'
import type { PageFindings } from '../pipeline.ts'
import { type TableEnd, tableEnd } from '../tables/continues.ts'
import { edgeTexts } from '../text/page-furniture.ts'
import { type NumberVotes, numberVotes } from '../values/number-convention.ts'

/** What the document needs to know of a page before its findings are finished; plain JSON, and small. */
export interface AboutPage {
  readonly number: number
  /** Whether the page could be read; `notes` says why not. */
  readonly isRead: boolean
  readonly notes: readonly Note[]
  readonly numbers: NumberVotes
  readonly edges: readonly string[]
  readonly ends: readonly TableEnd[]
}

export function aboutPage(findings: PageFindings): AboutPage {
  const { number, page, notes, tables } = findings
  return {
    number,
    isRead: page !== null,
    notes,
    numbers: numberVotes(tables.flatMap(({ cells }) => cells.map(({ plain }) => plain))),
    edges: edgeTexts(findings),
    ends: tables.map(tableEnd),
  }
}

import { ExtractionFailure } from '../../failure.ts'
import type { DocxLimits } from './limits.ts'
import type { Numbering } from './numbering.ts'
import type { Styles } from './styles.ts'

/** What is met on the way through a document that its result must tell of. */
export type Met = 'tracked' | 'embedded' | 'imported'

/** The state of reading one document: what the parts share. */
export interface Reading {
  readonly styles: Styles
  readonly numbering: Numbering
  readonly met: Set<Met>
  /** Ids of the notes that the text refers to, in order. */
  readonly footnotes: string[]
  readonly endnotes: string[]
  /** Where in the nested complex fields the text stands: only results are read, not instructions. */
  readonly fields: ('instruction' | 'result')[]
  readonly limits: DocxLimits
  cells: number
}

/** Throws ExtractionFailure when the tables of the document have too many cells. */
export function countCell(reading: Reading): void {
  reading.cells += 1
  if (reading.cells > reading.limits.cells)
    throw new ExtractionFailure(
      'document.over_limit',
      `The tables of the document have more than ${reading.limits.cells} cells, which is over the limit.`,
    )
}

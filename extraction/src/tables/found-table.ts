import type { BoundingBox, CellRole } from '../model.ts'

/** A table as found on one page, before values, checks and what other pages say: plain JSON. */
export interface FoundTable {
  readonly page: number
  readonly bbox: BoundingBox
  /** Name and version of the engine that found it. */
  readonly engine: string
  readonly rows: number
  readonly columns: number
  readonly headerRows: number
  /** They tile the grid. */
  readonly cells: readonly FoundCell[]
  readonly title?: string
  /** Lines in and around the table that may say its units, the nearest first. */
  readonly remarks: readonly Remark[]
  readonly evidence: TableEvidence
  /** No text but running lines stands before it on its page, after it on its page: it may go on there. */
  readonly opensPage: boolean
  readonly closesPage: boolean
  /** The source says which tables are parts of one: those of one thread. Else it is judged by how they look. */
  readonly thread?: string
  /** Place among all that the page holds, where the source says it: see `FoundText`. */
  readonly order?: number
}

export interface FoundCell {
  readonly row: number
  readonly column: number
  readonly rowSpan: number
  readonly columnSpan: number
  readonly role: CellRole
  /** As printed, less its footnote marks. */
  readonly text: string
  readonly marks?: readonly string[]
  /** The text without raised marks and dot leaders: what a value is read from. */
  readonly plain: string
  /** 0..1, how surely its least sure word was recognised in a picture; absent for text that the file spells out. */
  readonly legible?: number
  readonly bbox: BoundingBox
}

export interface Remark {
  readonly text: string
  readonly bbox: BoundingBox
}

/** Measurable features that the confidence of a table is made from; shares are 0..1. */
export interface TableEvidence {
  /** Grid lines that are drawn, of those that the structure needs. */
  readonly ruled: number
  /** Cells with text, of all cells. */
  readonly filled: number
  /** Body cells outside the first column that read as values. */
  readonly numeric: number
  /** Values that stand on their column's common edge. */
  readonly aligned: number
  /** Words that cross a column's boundary, of all words. */
  readonly crossing: number
}

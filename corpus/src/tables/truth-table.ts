/** A table as it is meant, before anybody sets it: rows of cells, each with the text that a reader sees. */
export interface TruthTable {
  readonly rows: readonly TruthRow[]
  readonly headerRows: number
}

export interface TruthRow {
  readonly kind: 'header' | 'section' | 'item' | 'total' | 'grand'
  readonly cells: readonly TruthCell[]
}

/** Cells stand in order; a cell that an earlier one spans is not listed. */
export interface TruthCell {
  readonly text: string
  readonly columnSpan?: number
  readonly rowSpan?: number
  readonly numeric?: boolean
  readonly indent?: boolean
  /** A currency sign set at the left edge of the cell; part of its text. */
  readonly sign?: string
  /** A footnote mark, set raised; not part of the text. */
  readonly mark?: string
  readonly spanning?: boolean
  /** What the typed value must be. */
  readonly amount?: string
}

export const label = (text: string, more: Partial<TruthCell> = {}): TruthCell => ({ text, ...more })
export const blank: TruthCell = { text: '', numeric: true }

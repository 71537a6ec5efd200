/** A table as it is meant, before anybody sets it: rows of cells, each with the text that a reader sees. */
export interface TruthTable {
  readonly rows: readonly TruthRow[]
  readonly headerRows: number
  /** It stands on several pages, and this is what stands on one. */
  readonly part?: boolean
}

export interface TruthRow {
  readonly kind: 'header' | 'section' | 'item' | 'total' | 'grand'
  readonly cells: readonly TruthCell[]
  /** Printed only because a page ends: a repeated heading, a line that carries forward. No row of the table. */
  readonly dropped?: boolean
}

/** Cells stand in order; a cell that an earlier one spans is not listed. */
export interface TruthCell {
  readonly text: string
  readonly columnSpan?: number
  readonly rowSpan?: number
  readonly numeric?: boolean
  readonly indent?: boolean
  /** A second line under the text, part of it. */
  readonly below?: string
  /** In a heading: lines that carry forward say so in this column. */
  readonly carries?: boolean
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

import type {
  Cell,
  ExtractionResult,
  Table,
  TableArtifact,
  Units,
  Verdict,
} from '@ledger-lift/extraction/model'

export const tablesOf = (result: ExtractionResult): TableArtifact[] =>
  result.artifacts.filter((artifact) => artifact.type === 'table')

/** What the table is called in lists: its title, or where it stands. */
export const tableTitle = (table: TableArtifact): string =>
  oneLine(table.title ?? '') || `Table on page ${table.page}`

/** `3` or `3–4` for a table that goes on over pages. */
export function pageRange(table: TableArtifact): string {
  const pages = [table.page, ...table.segments.map((segment) => segment.page)]
  const first = Math.min(...pages)
  const last = Math.max(...pages)
  return first === last ? `${first}` : `${first}–${last}`
}

const SCALES: ReadonlyMap<number, string> = new Map([
  [1, 'in units'],
  [100, 'in hundreds'],
  [1000, 'in thousands'],
  [1_000_000, 'in millions'],
  [1_000_000_000, 'in billions'],
])

/** `USD, in thousands, except per share`; null when the document says nothing. */
export function unitsText(units: Units | undefined): string | null {
  const scale = units?.scale === undefined ? null : (SCALES.get(units.scale) ?? `times ${units.scale}`)
  const except = units?.except?.includes('per_share') ? 'except per share' : null
  return [units?.currency, scale, except].filter((part) => part != null).join(', ') || null
}

/** `12 tie, 1 off`; null without checks. */
export function checksText(table: Table): string | null {
  const words: readonly (readonly [Verdict, string])[] = [
    ['ties', 'tie'],
    ['rounding', 'tie within rounding'],
    ['off', 'off'],
    ['untestable', 'not testable'],
  ]
  const counted = words.flatMap(([verdict, word]) => {
    const count = table.checks.filter((check) => check.verdict === verdict).length
    return count === 0 ? [] : [`${count} ${word}`]
  })
  return counted.join(', ') || null
}

/** The cell that covers each position, row by row; null where a broken result leaves a hole. */
export function gridOf(table: Table): (Cell | null)[][] {
  const grid = Array.from({ length: table.rows }, () => new Array<Cell | null>(table.columns).fill(null))
  for (const cell of table.cells) {
    for (const row of grid.slice(cell.row, cell.row + cell.row_span)) {
      row.fill(cell, cell.column, cell.column + cell.column_span)
    }
  }
  return grid
}

/** Line breaks, tabs and runs of blanks become one blank; other control characters go. */
export const oneLine = (text: string): string =>
  text
    .replace(/\s+/gu, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim()

/** `1, 2`: the footnote marks as they are shown raised behind the text. */
export const marksText = ({ marks = [] }: Cell): string => marks.map(oneLine).join(', ')

export const percentText = (share: number): string => `${Math.floor(share * 100)}%`

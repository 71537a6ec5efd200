import type { DraftCell } from '../tables/draft.ts'
import { isValueRun, isYearRun } from '../tables/runs.ts'
import type { Grid } from './grid.ts'

/** A heading of more rows is rows of words before the first value. */
const MOST = 4

/** Rows of headings: those that Word repeats; else those above the first row with values; else the first row. */
export function headerRowsOf({ rows, repeatedRows, cells }: Grid): number {
  if (repeatedRows > 0 && repeatedRows < rows) return repeatedRows
  const body = cells.filter((cell) => cell.column > 0)
  const first = firstValueRow(body)
  if (first === undefined) return Math.min(1, rows - 1)
  if (first > MOST) return 1
  const ends = body.filter((cell) => cell.row < first).map((cell) => cell.row + cell.rowSpan)
  return ends.length === 0 ? 0 : Math.min(first, Math.max(...ends))
}

/** The first row of which half the texts right of the labels are values; years may be headings. */
function firstValueRow(body: readonly DraftCell[]): number | undefined {
  const rows = Map.groupBy(body, (cell) => cell.row)
  for (const [row, cells] of [...rows].sort(([a], [b]) => a - b)) {
    const values = cells.filter(isValue)
    if (values.length > 0 && values.length * 2 >= cells.length) return row
  }
  return undefined
}

export function isValue({ lines }: Pick<DraftCell, 'lines'>): boolean {
  const run = { words: lines.flat(), left: 0, right: 0 }
  return isValueRun(run) && !isYearRun(run)
}

/**
 * Without lines between the cells a heading stands for all header rows of its columns that say nothing else: as it
 * is read on paper, where an empty cell above a heading cannot be seen.
 */
export function withTallHeadings(cells: readonly DraftCell[], headerRows: number): DraftCell[] {
  const header = cells.filter((cell) => cell.row < headerRows)
  const taken = new Set(header.flatMap(placesOf))
  const isFree = (cell: DraftCell, row: number) =>
    columnsOf(cell).every((column) => !taken.has(`${row},${column}`))
  return cells.map((cell) => {
    if (cell.row >= headerRows) return cell
    let { row, rowSpan } = cell
    while (row > 0 && isFree(cell, row - 1)) {
      row -= 1
      rowSpan += 1
    }
    while (row + rowSpan < headerRows && isFree(cell, row + rowSpan)) rowSpan += 1
    for (let line = row; line < row + rowSpan; line++)
      for (const column of columnsOf(cell)) taken.add(`${line},${column}`)
    return { ...cell, row, rowSpan }
  })
}

const columnsOf = ({ column, columnSpan }: DraftCell): number[] =>
  Array.from({ length: columnSpan }, (_, index) => column + index)

function placesOf(cell: DraftCell): string[] {
  const rows = Array.from({ length: cell.rowSpan }, (_, index) => cell.row + index)
  return rows.flatMap((row) => columnsOf(cell).map((column) => `${row},${column}`))
}

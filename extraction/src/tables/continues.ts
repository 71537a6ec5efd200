import { right } from '../geometry/box.ts'
import type { FoundCell, FoundTable } from './found-table.ts'

/** Points that a column's edges may move from page to page. */
const SHIFT = 8
const CONTINUED = /\bcont(?:inued|['’]?d)?\b|\bfortsetzung\b|\bsuite\b|\bcontinuaci[oó]n\b|\bsegue\b/iu

/** Whether the table goes on from the one before: on the next page, first there and last here, with the same columns. */
export function continuesFrom(previous: FoundTable, table: FoundTable): boolean {
  if (previous.thread !== undefined || table.thread !== undefined) return previous.thread === table.thread
  if (table.page !== previous.page + 1 || !previous.closesPage) return false
  if (!table.opensPage && !CONTINUED.test(table.title ?? '')) return false
  if (table.columns !== previous.columns || !sameColumns(previous, table)) return false
  return table.headerRows === 0 || sameHeader(previous, table) || CONTINUED.test(table.title ?? '')
}

/** The texts of columns of values end, of others begin, where they did; those of a page may all be set in as some were. */
function sameColumns(a: FoundTable, b: FoundTable): boolean {
  for (let column = 0; column < a.columns; column++) {
    const [edges, others] = [edgesOf(a, column), edgesOf(b, column)]
    if (edges === null || others === null) continue
    const begins = beginsAmong(edges.left, others) || beginsAmong(others.left, edges)
    if (!begins && Math.abs(edges.right - others.right) > SHIFT) return false
  }
  return true
}

interface Edges {
  readonly left: number
  readonly right: number
  /** Where its texts begin. */
  readonly starts: readonly number[]
}

const beginsAmong = (left: number, { starts }: Edges): boolean =>
  starts.some((start) => Math.abs(start - left) <= SHIFT)

function edgesOf(table: FoundTable, column: number): Edges | null {
  const cells = table.cells.filter(
    (cell) => cell.column === column && cell.columnSpan === 1 && cell.text !== '',
  )
  if (cells.length === 0) return null
  const starts = cells.map((cell) => cell.bbox.x)
  return { left: Math.min(...starts), right: Math.max(...cells.map((cell) => right(cell.bbox))), starts }
}

function sameHeader(a: FoundTable, b: FoundTable): boolean {
  return a.headerRows === b.headerRows && headerText(a) === headerText(b)
}

function headerText(table: FoundTable): string {
  const header = (cell: FoundCell) => cell.row < table.headerRows
  return table.cells
    .filter(header)
    .map((cell) => cell.text.replace(/\s+/gu, '').toLowerCase())
    .join('|')
}

import { right } from '../geometry/box.ts'
import type { FoundCell, FoundTable } from './found-table.ts'

/** Points that a column's edges may move from page to page. */
const SHIFT = 8
const CONTINUED = /\bcont(?:inued|['’]?d)?\b|\bfortsetzung\b|\bsuite\b|\bcontinuaci[oó]n\b|\bsegue\b/iu

type Standing = Pick<
  FoundTable,
  'page' | 'thread' | 'title' | 'opensPage' | 'closesPage' | 'columns' | 'headerRows'
>

/** Of a table what tells whether it may go on, without its cells. */
export interface TableEnd extends Standing {
  readonly header: string
}

export function tableEnd(table: FoundTable): TableEnd {
  const { page, thread, title, opensPage, closesPage, columns, headerRows } = table
  return {
    ...{ page, opensPage, closesPage, columns, headerRows, header: headerText(table) },
    ...(thread === undefined ? {} : { thread }),
    ...(title === undefined ? {} : { title }),
  }
}

/** Whether the table goes on from the one before: on the next page, first there and last here, with the same columns. */
export function continuesFrom(previous: FoundTable, table: FoundTable): boolean {
  if (isThreaded(previous, table)) return previous.thread === table.thread
  return (
    isNext(previous, table) &&
    sameColumns(previous, table) &&
    (needsNoHeader(table) || sameHeader(previous, table))
  )
}

/** The same, and of some whose columns stand elsewhere: as much as can be told without the cells. */
export function mayContinue(previous: TableEnd, table: TableEnd): boolean {
  if (isThreaded(previous, table)) return previous.thread === table.thread
  const isRepeated = previous.headerRows === table.headerRows && previous.header === table.header
  return isNext(previous, table) && (needsNoHeader(table) || isRepeated)
}

const isThreaded = (previous: Standing, table: Standing): boolean =>
  previous.thread !== undefined || table.thread !== undefined

function isNext(previous: Standing, table: Standing): boolean {
  if (table.page !== previous.page + 1 || !previous.closesPage) return false
  if (!table.opensPage && !isContinued(table)) return false
  return table.columns === previous.columns
}

const needsNoHeader = (table: Standing): boolean => table.headerRows === 0 || isContinued(table)

const isContinued = ({ title }: Standing): boolean => CONTINUED.test(title ?? '')

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

import type { Random } from '../random.ts'
import type { House } from '../words/languages.ts'
import { decimal, printed, type NegativeStyle } from '../words/locale.ts'
import type { TruthCell, TruthRow, TruthTable } from './truth-table.ts'
import { label } from './truth-table.ts'

/** A table as long as it is, and how many sums in it have to tie. */
export interface Book {
  readonly header: readonly TruthRow[]
  readonly rows: readonly TruthRow[]
  /** By row: what stands in the columns of amounts when a page ends after it; null where no page may end. */
  readonly carriedAfter: readonly (readonly TruthCell[] | null)[]
  readonly expected: ExpectedChecks
}

export interface ExpectedChecks {
  readonly running_balance: number
  readonly column_sum: number
}

export const money = (
  minor: number,
  decimals: number,
  { locale }: House,
  negative: NegativeStyle,
): TruthCell => ({
  text: printed(minor, decimals, locale, negative),
  numeric: true,
  amount: decimal(minor, decimals),
})

/** How a house shows that an amount is negative, in a ledger. */
export const ledgerNegative = (random: Random): NegativeStyle =>
  random.pick(['minus', 'trailing', 'parentheses', 'crdr'])

/**
 * The parts of a book as they stand on its pages: the header again on each, and, where the house carries forward, a line at
 * a page's end and one at the next one's start. What a reader reads once is marked: these rows are no part of the table.
 */
export function pagesOf(
  book: Book,
  rowsOnPage: number,
  carried: readonly [string, string] | null,
): TruthTable[] {
  const pages: TruthTable[] = []
  for (let from = 0; from < book.rows.length;) {
    const to = lastRowOf(book, from, rowsOnPage)
    const header = from === 0 ? book.header : book.header.map(dropped)
    const brought = from === 0 ? [] : carriedRow(book, from - 1, carried?.[1])
    const forward = to === book.rows.length ? [] : carriedRow(book, to - 1, carried?.[0])
    pages.push({
      rows: [...header, ...brought, ...book.rows.slice(from, to), ...forward],
      headerRows: header.length,
      part: true,
    })
    from = to
  }
  return pages
}

const dropped = (row: TruthRow): TruthRow => ({ ...row, dropped: true })

/** Past the last row of the page that starts with `from`: no total or section stands alone on the next. */
function lastRowOf(book: Book, from: number, rowsOnPage: number): number {
  let to = Math.min(book.rows.length, from + rowsOnPage)
  if (book.rows.length - to < FEWEST_ON_PAGE) to = Math.min(to, book.rows.length - FEWEST_ON_PAGE)
  if (from + rowsOnPage >= book.rows.length) return book.rows.length
  while (to > from + 1 && book.carriedAfter[to - 1] === null) to--
  return to
}

const FEWEST_ON_PAGE = 4

function carriedRow(book: Book, after: number, text: string | undefined): TruthRow[] {
  const amounts = book.carriedAfter[after]
  const width = book.header[0]?.cells.reduce((sum, cell) => sum + (cell.columnSpan ?? 1), 0) ?? 0
  if (text === undefined || amounts === undefined || amounts === null) return []
  const before = width - amounts.length
  const place = book.header[0]?.cells.findIndex((cell) => cell.carries) ?? 0
  const labels = Array.from({ length: before }, (_, i) => label(i === Math.max(0, place) ? text : ''))
  return [{ kind: 'item', cells: [...labels, ...amounts], dropped: true }]
}

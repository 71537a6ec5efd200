import type { Check } from '../model.ts'
import type { Amounts } from './amounts.ts'
import { checkOf, roundingAllowed, type Addend } from './verdict.ts'
import { wholeNumbers, type WholeColumn } from './whole-numbers.ts'

/** Rows that a total may reach back over; one of all rows before it may reach farther. */
const FARTHEST = 40

/**
 * Totals re-added from the rows above them. Rows that no total has taken yet stay open; a row that is the sum of the last
 * few open rows (or the first of them less the others, as gross profit is) takes them, and is open itself. A sum is
 * believed when it ties exactly in most columns, so that a total which is off in one column can be told from a row that is
 * no total.
 */
export function columnSums(amounts: Amounts): Check[] {
  const columns = amounts.numericColumns().map((column) => wholeNumbers(amounts, column))
  const checks: Check[] = []
  const open: number[] = []
  for (let row = amounts.grid.header_rows; row < amounts.grid.rows; row++) {
    if (!columns.some((column) => column.at(row) !== null)) continue
    const found = sumAt(row, open, columns)
    if (found !== null) {
      checks.push(...checksAt(row, found, amounts, columns))
      open.length -= found.rows.length
    }
    open.push(row)
  }
  return checks
}

interface Sum {
  readonly rows: readonly number[]
  /** Sign of all rows but the first, which is added. */
  readonly sign: 1 | -1
}

/** The nearest rows that add up; farther ones, where with them no column is off that was. */
function sumAt(row: number, open: readonly number[], columns: readonly WholeColumn[]): Sum | null {
  const sums = columns.map(() => 0)
  let best: Sum | null = null
  for (let count = 1; count <= open.length; count++) {
    const first = open[open.length - count]
    if (first === undefined) break
    for (const [index, column] of columns.entries())
      sums[index] = (sums[index] ?? 0) + (column.at(first) ?? 0)
    if (count < 2 || (count > FARTHEST && count < open.length)) continue
    const rows = open.slice(-count)
    const off = columnsOff(row, rows, columns, (index) => sums[index] ?? 0)
    if (off === 0) return { rows, sign: 1 }
    if (best !== null) continue
    if (off !== null) best = { rows, sign: 1 }
    const lessOthers = (index: number) => 2 * (columns[index]?.at(first) ?? 0) - (sums[index] ?? 0)
    const offLess = count > MOST_LESS ? null : columnsOff(row, rows, columns, lessOthers)
    if (offLess === 0) return { rows, sign: -1 }
    if (best === null && offLess !== null) best = { rows, sign: -1 }
  }
  return best
}

/** Rows of which the first less the others is a total: revenue less a few expenses. */
const MOST_LESS = 8
/** In units of the last place: one column with a total this large is not a coincidence, several columns together are not either. */
const TELLING = 100

/** How many columns do not tie where the row is the sum of these; null where it is not. */
function columnsOff(
  row: number,
  rows: readonly number[],
  columns: readonly WholeColumn[],
  sum: (column: number) => number,
): number | null {
  let exact = 0
  let near = 0
  let off = 0
  let telling = false
  for (const [index, column] of columns.entries()) {
    const total = column.at(row)
    if (total === null) continue
    const added = rows.filter((other) => (column.at(other) ?? 0) !== 0).length
    if (added < 2) {
      if (total !== sum(index)) off += 1
      continue
    }
    const difference = Math.abs(total - sum(index))
    if (difference === 0) exact += 1
    else if (difference <= Number(roundingAllowed(rows.length))) near += 1
    else off += 1
    if (difference === 0 && Math.abs(total) >= TELLING) telling = true
  }
  return telling && exact >= near && exact >= 2 * off && (exact + near >= 2 || off === 0) ? off : null
}

function checksAt(row: number, sum: Sum, amounts: Amounts, columns: readonly WholeColumn[]): Check[] {
  return columns.flatMap(({ column }) => {
    const addends = sum.rows.map((other, index): Addend => ({
      row: other,
      column,
      sign: index === 0 ? 1 : sum.sign,
    }))
    const printed = addends.filter((addend) => amounts.at(addend.row, column) !== null)
    const check = printed.length < 2 ? null : checkOf('column_sum', amounts, { row, column }, printed)
    return check === null ? [] : [check]
  })
}

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
  const open = new OpenRows(columns)
  for (let row = amounts.grid.header_rows; row < amounts.grid.rows; row++) {
    if (!columns.some((column) => column.at(row) !== null)) continue
    const found = sumAt(row, open, columns)
    if (found !== null) {
      checks.push(...checksAt(row, found, amounts, columns))
      open.take(found.rows.length)
    }
    open.push(row)
  }
  return checks
}

/** The rows that no total has taken, and what all of them come to in each column. */
class OpenRows {
  readonly rows: number[] = []
  readonly all: readonly ColumnSum[]
  readonly #columns: readonly WholeColumn[]

  constructor(columns: readonly WholeColumn[]) {
    this.#columns = columns
    this.all = nothing(columns)
  }

  push(row: number): void {
    this.rows.push(row)
    addRow(this.all, this.#columns, row, 1)
  }

  /** The last `count`. */
  take(count: number): void {
    for (const row of this.rows.splice(-count)) addRow(this.all, this.#columns, row, -1)
  }
}

/** What some rows come to in one column, and how many of them have an amount there that is not nil. */
interface ColumnSum {
  amount: number
  added: number
}

const nothing = (columns: readonly WholeColumn[]): ColumnSum[] => columns.map(() => ({ amount: 0, added: 0 }))

function addRow(
  sums: readonly ColumnSum[],
  columns: readonly WholeColumn[],
  row: number,
  sign: 1 | -1,
): void {
  for (const [index, sum] of sums.entries()) {
    const amount = columns[index]?.at(row) ?? 0
    if (amount === 0) continue
    sum.amount += sign * amount
    sum.added += sign
  }
}

interface Sum {
  readonly rows: readonly number[]
  /** Sign of all rows but the first, which is added. */
  readonly sign: 1 | -1
}

/** The nearest rows that add up; farther ones, where with them no column is off that was. */
function sumAt(row: number, open: OpenRows, columns: readonly WholeColumn[]): Sum | null {
  const sums = nothing(columns)
  const { rows: all } = open
  const last = (count: number): number[] => all.slice(-count)
  const amount = (sum: ColumnSum) => sum.amount
  let best: Sum | null = null
  for (let count = 1; count <= Math.min(FARTHEST, all.length); count++) {
    const first = all[all.length - count]
    if (first === undefined) break
    addRow(sums, columns, first, 1)
    if (count < 2) continue
    const off = columnsOff(row, count, columns, sums, amount)
    if (off === 0) return { rows: last(count), sign: 1 }
    if (best !== null) continue
    if (off !== null) best = { rows: last(count), sign: 1 }
    const lessOthers = (sum: ColumnSum, index: number) => 2 * (columns[index]?.at(first) ?? 0) - sum.amount
    const offLess = count > MOST_LESS ? null : columnsOff(row, count, columns, sums, lessOthers)
    if (offLess === 0) return { rows: last(count), sign: -1 }
    if (best === null && offLess !== null) best = { rows: last(count), sign: -1 }
  }
  if (all.length <= FARTHEST) return best
  const off = columnsOff(row, all.length, columns, open.all, amount)
  return off === 0 || (best === null && off !== null) ? { rows: [...all], sign: 1 } : best
}

/** Rows of which the first less the others is a total: revenue less a few expenses. */
const MOST_LESS = 8
/** In units of the last place: one column with a total this large is not a coincidence, several columns together are not either. */
const TELLING = 100

/** How many columns do not tie where the row is the sum of these; null where it is not. */
function columnsOff(
  row: number,
  rows: number,
  columns: readonly WholeColumn[],
  sums: readonly ColumnSum[],
  sumOf: (sum: ColumnSum, column: number) => number,
): number | null {
  let exact = 0
  let near = 0
  let off = 0
  let telling = false
  for (const [index, column] of columns.entries()) {
    const [total, sum] = [column.at(row), sums[index]]
    if (total === null || sum === undefined) continue
    const difference = Math.abs(total - sumOf(sum, index))
    if (sum.added < 2) {
      if (difference !== 0) off += 1
      continue
    }
    if (difference === 0) exact += 1
    else if (difference <= Number(roundingAllowed(rows))) near += 1
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

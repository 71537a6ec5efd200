import type { Check } from '../model.ts'
import type { Amounts } from './amounts.ts'
import { checkOf, type Addend } from './verdict.ts'
import { wholeNumbers, type WholeColumn } from './whole-numbers.ts'

/** Share of the rows in which the balance has to move as the movements say, and how many at least. */
const MOST = 0.8
const FEWEST_ROWS = 3

interface Movement {
  readonly column: WholeColumn
  readonly sign: 1 | -1
}

/** Balances followed from row to row: each is the one before, more what came in and less what went out. */
export function runningBalances(amounts: Amounts): Check[] {
  // An account may have a single payment in.
  const columns = amounts.numericColumns(1).map((column) => wholeNumbers(amounts, column))
  for (const balance of columns.toReversed()) {
    const rows = amounts.rowsWith(balance.column)
    if (rows.length <= FEWEST_ROWS) continue
    const others = columns.filter((column) => column !== balance)
    const movements = candidates(others).find((movement) => explains(movement, balance, rows))
    if (movements) return checksOf(movements, balance, rows, amounts)
  }
  return []
}

/** One signed column, one that only adds or takes away, or two of them. */
function candidates(columns: readonly WholeColumn[]): Movement[][] {
  const pairs = columns.flatMap((plus) =>
    columns
      .filter((minus) => minus !== plus)
      .map((minus): Movement[] => [
        { column: plus, sign: 1 },
        { column: minus, sign: -1 },
      ]),
  )
  const alone = (sign: 1 | -1) => columns.map((column): Movement[] => [{ column, sign }])
  return [...alone(1), ...pairs, ...alone(-1)]
}

function explains(movements: readonly Movement[], balance: WholeColumn, rows: readonly number[]): boolean {
  let moved = 0
  let right = 0
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1]
    const [now, then] = [balance.at(row), before === undefined ? null : balance.at(before)]
    const change = movements.reduce((sum, { column, sign }) => sum + sign * (column.at(row) ?? 0), 0)
    if (now === null || then === null || (change === 0 && now === then)) continue
    moved += 1
    if (now - then === change) right += 1
  }
  return right >= FEWEST_ROWS && right >= MOST * moved
}

function checksOf(
  movements: readonly Movement[],
  balance: WholeColumn,
  rows: readonly number[],
  amounts: Amounts,
): Check[] {
  return rows.flatMap((row, index) => {
    const before = rows[index - 1]
    if (before === undefined) return []
    const moves = movements
      .filter(({ column }) => column.at(row) !== null)
      .map(({ column, sign }): Addend => ({ row, column: column.column, sign }))
    if (moves.length === 0) return []
    const addends: Addend[] = [{ row: before, column: balance.column, sign: 1 }, ...moves]
    const check = checkOf('running_balance', amounts, { row, column: balance.column }, addends)
    return check === null ? [] : [check]
  })
}

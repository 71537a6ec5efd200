import type { Check } from '../model.ts'
import { Amounts, type CheckedGrid } from './amounts.ts'
import { columnSums } from './column-sums.ts'
import { rowSums } from './row-sums.ts'
import { runningBalances } from './running-balances.ts'

/** A kind of arithmetic that tables are put to. To add one is one file and one line here. */
type Checker = (amounts: Amounts) => Check[]

const CHECKERS: readonly Checker[] = [runningBalances, columnSums, rowSums]

/** All arithmetic that was tried on the table and could be: what is not printed as arithmetic gives no check. */
export function checksOf(grid: CheckedGrid): Check[] {
  const amounts = new Amounts(grid)
  return CHECKERS.flatMap((checker) => checker(amounts))
}

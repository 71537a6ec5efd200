import type { Check } from '../model.ts'
import type { Amounts } from './amounts.ts'
import { checkOf } from './verdict.ts'
import { wholeNumbers, type WholeColumn } from './whole-numbers.ts'

/** Share of its rows in which a column has to be the sum of its neighbours to be their total. */
const MOST = 0.8
const FEWEST_ROWS = 2

/** Total columns re-added from the columns before them, or after them, row by row. */
export function rowSums(amounts: Amounts): Check[] {
  const columns = amounts.numericColumns().map((column) => wholeNumbers(amounts, column))
  return columns.flatMap((total, index) => {
    const parts =
      partsOf(total, columns.slice(0, index).reverse(), amounts) ??
      partsOf(total, columns.slice(index + 1), amounts)
    return parts === null ? [] : checksOf(total, parts, amounts)
  })
}

/** The nearest columns that add up to the total, two at least. */
function partsOf(
  total: WholeColumn,
  neighbours: readonly WholeColumn[],
  amounts: Amounts,
): WholeColumn[] | null {
  for (let count = 2; count <= neighbours.length; count++) {
    const parts = neighbours.slice(0, count)
    const rows = amounts
      .rowsWith(total.column)
      .filter((row) => parts.filter((part) => part.at(row)).length >= 2)
    const sums = rows.filter(
      (row) => parts.reduce((sum, part) => sum + (part.at(row) ?? 0), 0) === total.at(row),
    )
    if (sums.length >= FEWEST_ROWS && sums.length >= MOST * rows.length) return parts
  }
  return null
}

function checksOf(total: WholeColumn, parts: readonly WholeColumn[], amounts: Amounts): Check[] {
  return amounts.rowsWith(total.column).flatMap((row) => {
    const addends = parts
      .filter((part) => part.at(row) !== null)
      .map((part) => ({ row, column: part.column, sign: 1 as const }))
      .sort((a, b) => a.column - b.column)
    if (addends.length < 2) return []
    const check = checkOf('row_sum', amounts, { row, column: total.column }, addends)
    return check === null ? [] : [check]
  })
}

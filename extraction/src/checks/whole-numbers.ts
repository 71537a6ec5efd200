import type { Amounts } from './amounts.ts'
import { size, type Decimal } from './decimal.ts'

/** A column's amounts in units of its smallest printed place, as plain numbers: exact and quick to add. */
export interface WholeColumn {
  readonly column: number
  /** Null where the cell holds no amount. */
  at(row: number): number | null
}

/** Sums of a table's rows stay exact below this. */
const LARGEST = 2 ** 46

export function wholeNumbers(amounts: Amounts, column: number): WholeColumn {
  const decimals = Array.from({ length: amounts.grid.rows }, (_, row) => amounts.at(row, column))
  const places = Math.max(0, ...decimals.map((amount) => amount?.places ?? 0))
  const numbers = decimals.map((amount) => (amount === null ? null : whole(amount, places)))
  return { column, at: (row) => numbers[row] ?? null }
}

function whole(amount: Decimal, places: number): number | null {
  const number = Number(size(amount, places)) * (amount.digits < 0n ? -1 : 1)
  return Math.abs(number) < LARGEST ? number : null
}

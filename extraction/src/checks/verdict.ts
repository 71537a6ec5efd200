import type { Check, CellPosition, Verdict } from '../model.ts'
import type { Amounts } from './amounts.ts'
import { add, decimalText, isZero, negate, size, subtract, ZERO, type Decimal } from './decimal.ts'

export interface Addend extends CellPosition {
  readonly sign: 1 | -1
}

/** The sum of the addends; cells without an amount count as nothing. */
export function sumOf(amounts: Amounts, addends: readonly Addend[]): Decimal {
  return addends.reduce((sum, { row, column, sign }) => {
    const amount = amounts.at(row, column) ?? ZERO
    return add(sum, sign === 1 ? amount : negate(amount))
  }, ZERO)
}

/** Printed amounts are rounded one by one: so many may add up to this many units of the last place. */
export function roundingAllowed(addends: number): bigint {
  return BigInt(Math.max(1, Math.floor(addends / 2)))
}

export function verdictOf(difference: Decimal, places: number, addends: number): Verdict {
  if (isZero(difference)) return 'ties'
  return size(difference, places) <= roundingAllowed(addends) ? 'rounding' : 'off'
}

/** A check with its numbers filled in. */
export function checkOf(
  kind: Check['kind'],
  amounts: Amounts,
  total: CellPosition,
  addends: readonly Addend[],
): Check | null {
  const printed = amounts.at(total.row, total.column)
  if (printed === null) return null
  const expected = sumOf(amounts, addends)
  const difference = subtract(printed, expected)
  const places = Math.max(printed.places, expected.places)
  return {
    kind,
    total: { row: total.row, column: total.column },
    addends: addends.map(({ row, column, sign }) => ({ row, column, sign })),
    expected: decimalText(expected),
    printed: decimalText(printed),
    difference: decimalText(difference),
    verdict: verdictOf(difference, places, addends.length),
  }
}

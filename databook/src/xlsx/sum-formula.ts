import type { CellPosition, Check, Table } from '@ledger-lift/extraction/model'
import { exactNumber } from './number-format.ts'
import { placeOf, type PlacedTable } from './placed-table.ts'
import { placeRef } from './sheet-draft.ts'

/** Excel's limit is 8,192 characters; the rounding around this takes a few. */
const MAX_FORMULA = 8000

/** `SUM('3 Cash'!C6:C11)-'3 Cash'!C14`; null when an amount is not a number in the workbook or it gets too long. */
export function sumFormula(table: PlacedTable, check: Check): string | null {
  const isNumber = numbersOf(table.artifact.table)
  if (check.addends.length === 0 || ![check.total, ...check.addends].every(isNumber)) return null
  const formula = runsOf(check)
    .map(([first, last]) => term(table, first, last))
    .join('')
  return formula.length > MAX_FORMULA ? null : formula.replace(/^\+/u, '')
}

type Addend = Check['addends'][number]

/** Neighbours down a column, or along a row, with one sign. */
function runsOf({ kind, addends }: Check): (readonly [Addend, Addend])[] {
  const [down, along] = kind === 'row_sum' ? [0, 1] : [1, 0]
  const runs: (readonly [Addend, Addend])[] = []
  for (const addend of addends) {
    const [first, last] = runs.at(-1) ?? []
    const isNext =
      last?.sign === addend.sign && last.row + down === addend.row && last.column + along === addend.column
    if (first !== undefined && isNext) runs[runs.length - 1] = [first, addend]
    else runs.push([addend, addend])
  }
  return runs
}

function term(table: PlacedTable, first: Addend, last: Addend): string {
  const sign = first.sign === 1 ? '+' : '-'
  const from = placeRef(placeOf(table, first))
  if (first === last) return sign + from
  const to = placeRef(placeOf(table, last)).split('!').at(-1)
  return `${sign}SUM(${from}:${to})`
}

/** Whether a position holds a cell that the workbook shows as a number of the same worth. */
function numbersOf(table: Table): (position: CellPosition) => boolean {
  const numbers = new Set(
    table.cells
      .filter(({ value, role }) => {
        if (role === 'header') return false
        return (
          value?.kind === 'nil' ||
          (value?.kind === 'number' && value.unit === undefined && exactNumber(value.amount) !== null)
        )
      })
      .map(({ row, column }) => `${row},${column}`),
  )
  return ({ row, column }) => numbers.has(`${row},${column}`)
}

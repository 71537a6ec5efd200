import type { Check, Verdict } from '@ledger-lift/extraction/model'
import type { WriteSheet } from 'hucre/xlsx'
import { gridOf } from '../tables.ts'
import { exactNumber } from './number-format.ts'
import { placeOf, type PlacedTable } from './placed-table.ts'
import { SheetDraft, marked, placeRef, type ListColumn } from './sheet-draft.ts'
import { STYLES } from './styles.ts'
import { sumFormula } from './sum-formula.ts'

export const CHECKS = 'Checks'
const COLUMNS: readonly ListColumn[] = [
  { title: 'Total', width: 42 },
  { title: 'Row', width: 44 },
  { title: 'Kind', width: 18 },
  { title: 'Re-added', width: 18, align: 'right' },
  { title: 'Printed', width: 18, align: 'right' },
  { title: 'Difference', width: 16, align: 'right' },
  { title: 'Verdict', width: 24 },
]

const KINDS: Readonly<Record<Check['kind'], string>> = {
  column_sum: 'sum of column',
  row_sum: 'sum of row',
  running_balance: 'running balance',
}
const VERDICTS: Readonly<Record<Verdict, string>> = {
  ties: 'ties',
  rounding: 'ties within rounding',
  off: 'off',
  untestable: 'not testable',
}

/** Every total that was re-added, as formulas over the tables' own cells; null without checks. */
export function checksSheet(tables: readonly PlacedTable[]): WriteSheet | null {
  const checks = tables.flatMap((table) => table.artifact.table.checks.map((check) => ({ table, check })))
  if (checks.length === 0) return null
  const draft = new SheetDraft(CHECKS)
  draft.listHeader(0, COLUMNS)
  for (const [index, { table, check }] of checks.entries()) checkRow(draft, index + 1, table, check)
  return draft.finish({
    columns: COLUMNS.map(({ width }) => ({ width })),
    freezePane: { rows: 1 },
    pageSetup: { printTitlesRow: '$1:$1' },
  })
}

function checkRow(draft: SheetDraft, row: number, table: PlacedTable, check: Check): void {
  const place = placeOf(table, check.total)
  const label = gridOf(table.artifact.table)[check.total.row]?.find(
    (cell) => cell?.role === 'label' && cell.text !== '',
  )
  draft.text(row, 0, placeRef(place), STYLES.listLink, { goTo: place })
  draft.text(row, 1, label?.text ?? '', STYLES.listText)
  draft.text(row, 2, KINDS[check.kind], STYLES.listText)
  amounts(draft, row, table, check)
  draft.text(row, 6, VERDICTS[check.verdict], marked(STYLES.listText, check.verdict === 'off' ? ['off'] : []))
}

/** Live formulas where every amount is a number in the workbook, else the decimal strings. */
function amounts(draft: SheetDraft, row: number, table: PlacedTable, check: Check): void {
  const formula = sumFormula(table, check)
  const [expected, printed, difference] = [check.expected, check.printed, check.difference].map(exactNumber)
  if (formula === null || expected == null || printed == null || difference == null) {
    for (const [index, amount] of [check.expected, check.printed, check.difference].entries()) {
      draft.text(row, 3 + index, amount, STYLES.number)
    }
    return
  }
  const decimals = Math.max(
    ...[check.expected, check.printed].map((amount) => amount.split('.')[1]?.length ?? 0),
  )
  const format = `#,##0${decimals === 0 ? '' : `.${'0'.repeat(decimals)}`}`
  const signed = `${format};-${format}`
  draft.formula(row, 3, `ROUND(${formula},${decimals})`, expected, signed)
  draft.formula(row, 4, placeRef(placeOf(table, check.total)), printed, signed)
  draft.formula(row, 5, `ROUND(${differenceOf(row, check)},${decimals})`, difference, signed)
}

/** The engine's own direction, which its amounts show. */
const differenceOf = (row: number, { expected, printed, difference }: Check): string =>
  Math.abs(Number(printed) - Number(expected) - Number(difference)) <=
  Math.abs(Number(expected) - Number(printed) - Number(difference))
    ? `E${row + 1}-D${row + 1}`
    : `D${row + 1}-E${row + 1}`

import type { Cell } from '@ledger-lift/extraction/model'
import type { WriteSheet } from 'hucre/xlsx'
import { placeOf, type PlacedTable } from './placed-table.ts'
import { SheetDraft, placeRef, type ListColumn } from './sheet-draft.ts'
import { STYLES } from './styles.ts'

export const SOURCES = 'Sources'
const COLUMNS: readonly ListColumn[] = [
  { title: 'Cell', width: 42 },
  { title: 'As printed', width: 26, align: 'right' },
  { title: 'Value', width: 26, align: 'right' },
  { title: 'Page', width: 8, align: 'right' },
  { title: 'x', width: 9, align: 'right' },
  { title: 'y', width: 9, align: 'right' },
  { title: 'Width', width: 9, align: 'right' },
  { title: 'Height', width: 9, align: 'right' },
  { title: 'Confidence', width: 12, align: 'right' },
]
/** Excel refuses a sheet with more than 65,530 links. */
const MAX_LINKS = 60_000
/** Excel's rows, without the header and the line about units. */
const MAX_ROWS = 1_048_574

/** Where each value stands on its page, in points from the top-left corner; null when no cell has a value. */
export function sourcesSheet(tables: readonly PlacedTable[]): WriteSheet | null {
  const values = tables.flatMap((table) =>
    table.artifact.table.cells.filter((cell) => cell.value !== null).map((cell) => ({ table, cell })),
  )
  if (values.length === 0) return null
  const draft = new SheetDraft(SOURCES)
  draft.text(0, 0, 'Boxes in points (1/72 inch) from the top-left corner of the page', STYLES.fact)
  draft.listHeader(1, COLUMNS)
  for (const [index, { table, cell }] of values.slice(0, MAX_ROWS).entries()) {
    const place = placeOf(table, cell)
    const link = index < MAX_LINKS ? { goTo: place } : {}
    draft.text(index + 2, 0, placeRef(place), index < MAX_LINKS ? STYLES.listLink : STYLES.listText, link)
    sourceRow(draft, index + 2, cell)
  }
  return draft.finish({ columns: COLUMNS.map(({ width }) => ({ width })), freezePane: { rows: 2 } })
}

function sourceRow(draft: SheetDraft, row: number, cell: Cell): void {
  const { x, y, width, height } = cell.bbox
  draft.text(row, 1, cell.text, STYLES.number)
  draft.text(row, 2, valueText(cell), STYLES.number)
  draft.number(row, 3, cell.page, '0', STYLES.number)
  for (const [index, length] of [x, y, width, height].entries()) {
    draft.number(row, 4 + index, length, '0.0', STYLES.number)
  }
  draft.number(row, 8, Math.floor(cell.confidence * 100) / 100, '0%', STYLES.number)
}

function valueText({ value }: Cell): string {
  switch (value?.kind) {
    case 'number':
      return value.currency === undefined ? value.amount : `${value.amount} ${value.currency}`
    case 'percent':
      return `${value.amount} %`
    case 'date':
      return value.date
    case 'nil':
      return '0'
    default:
      return ''
  }
}

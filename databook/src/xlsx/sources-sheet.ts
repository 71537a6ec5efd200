import type { Cell } from '@ledger-lift/extraction/model'
import type { CellStyle, WriteSheet } from 'hucre/xlsx'
import { placeOf, type PlacedTable } from './placed-table.ts'
import { SheetDraft, placeRef, type ListColumn } from './sheet-draft.ts'
import { STYLES } from './styles.ts'

export const SOURCES = 'Sources'

interface SourceColumn extends ListColumn {
  readonly style: CellStyle
}

const LENGTH: CellStyle = { ...STYLES.number, numFmt: '0.0' }
const COLUMNS: readonly SourceColumn[] = [
  { title: 'Cell', width: 42, style: STYLES.listText },
  { title: 'As printed', width: 26, align: 'right', style: STYLES.number },
  { title: 'Value', width: 26, align: 'right', style: STYLES.number },
  { title: 'Page', width: 8, align: 'right', style: STYLES.number },
  { title: 'x', width: 9, align: 'right', style: LENGTH },
  { title: 'y', width: 9, align: 'right', style: LENGTH },
  { title: 'Width', width: 9, align: 'right', style: LENGTH },
  { title: 'Height', width: 9, align: 'right', style: LENGTH },
  { title: 'Confidence', width: 12, align: 'right', style: { ...STYLES.number, numFmt: '0%' } },
]
/** Links of the sheet: Excel refuses more than 65,530 and gets slow long before. */
const MAX_LINKS = 5_000
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
    draft.plainRow(index + 2, [placeRef(place), ...sourceOf(cell)])
    if (values.length <= MAX_LINKS) {
      draft.text(index + 2, 0, placeRef(place), STYLES.listLink, { goTo: place })
    }
  }
  return draft.finish({
    columns: COLUMNS.map(({ width, style }) => ({ width, style })),
    freezePane: { rows: 2 },
    pageSetup: { printTitlesRow: '$2:$2' },
  })
}

function sourceOf(cell: Cell): (string | number)[] {
  const { x, y, width, height } = cell.bbox
  return [cell.text, valueText(cell), cell.page, x, y, width, height, Math.floor(cell.confidence * 100) / 100]
}

const UNIT_SIGNS = { percent: '%', basis_points: 'bp' } as const

function valueText({ value }: Cell): string {
  switch (value?.kind) {
    case 'number':
      return [value.amount, value.unit === undefined ? value.currency : UNIT_SIGNS[value.unit]]
        .filter((part) => part !== undefined)
        .join(' ')
    case 'date':
      return value.date
    case 'nil':
      return '0'
    default:
      return ''
  }
}

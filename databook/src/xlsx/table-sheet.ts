import type { Cell, Table } from '@ledger-lift/extraction/model'
import type { WriteSheet } from 'hucre/xlsx'
import { gridOf, pageRange, percentText, tableTitle } from '../tables.ts'
import { columnWidths } from './column-widths.ts'
import { CONTENTS } from './contents-sheet.ts'
import { GRID_TOP, type PlacedTable } from './placed-table.ts'
import { rowHeights } from './row-heights.ts'
import { SheetDraft } from './sheet-draft.ts'
import { STYLES } from './styles.ts'
import { tableCells } from './table-cells.ts'

/** More header rows than this would leave too little of the screen to scroll in. */
const MAX_FROZEN_ROWS = 6

/** One table: its facts, then the grid as printed, then the page that each row stands on. */
export function tableSheet(placed: PlacedTable): WriteSheet {
  const { table } = placed.artifact
  const draft = new SheetDraft(placed.sheet)
  facts(draft, placed)
  tableCells(draft, placed)
  pageColumn(draft, table)
  const widths = columnWidths(table)
  const headerRows = Math.min(table.header_rows, table.rows)
  const frozen = headerRows <= MAX_FROZEN_ROWS ? GRID_TOP + headerRows : 0
  return draft.finish({
    columns: [...widths, 3, 7].map((width) => ({ width })),
    // Printed over pages, each repeats the header.
    ...(headerRows > 0
      ? { pageSetup: { printTitlesRow: `$${GRID_TOP + 1}:$${GRID_TOP + headerRows}` } }
      : {}),
    rowDefs: rowHeights(table, widths, GRID_TOP),
    freezePane: { rows: frozen, columns: hasLabels(table) ? 1 : 0 },
  })
}

function facts(draft: SheetDraft, { artifact }: PlacedTable): void {
  const { table } = artifact
  draft.text(0, 0, tableTitle(artifact), STYLES.title)
  const place = `Page ${pageRange(artifact)}`
  draft.text(
    1,
    0,
    `${place} · ${table.rows} rows × ${table.columns} columns · confidence ${percentText(artifact.confidence)} · ${artifact.engine}`,
    STYLES.fact,
  )
  draft.text(2, 0, unitsLine(table), STYLES.fact)
  draft.text(3, 0, '← Contents', STYLES.link, { goTo: { sheet: CONTENTS, row: 0, column: 0 } })
}

function unitsLine(table: Table): string {
  const { units } = table
  const parts = [
    units?.currency && `currency ${units.currency}`,
    units?.scale !== undefined && units.scale !== 1 && `amounts times ${units.scale.toLocaleString('en-US')}`,
    table.cells.some(isUnscaled) && 'amounts per share as printed',
    units?.evidence && `printed as “${units.evidence.text}” on page ${units.evidence.page}`,
  ].filter(Boolean)
  return `Units: ${parts.join(', ') || 'not stated near the table'}`
}

const isUnscaled = ({ value }: Cell): boolean => value?.kind === 'number' && value.scaled === false

const hasLabels = (table: Table): boolean =>
  table.columns > 1 && table.cells.some((cell) => cell.column === 0 && cell.role === 'label')

function pageColumn(draft: SheetDraft, table: Table): void {
  const column = table.columns + 1
  const headerRow = GRID_TOP + Math.max(0, Math.min(table.header_rows, table.rows) - 1)
  if (table.header_rows > 0)
    draft.text(headerRow, column, 'Page', { ...STYLES.header, font: STYLES.aside.font })
  for (const [row, cells] of gridOf(table).slice(table.header_rows).entries()) {
    const page = cells.find((cell): cell is Cell => cell !== null)?.page
    if (page !== undefined) draft.number(GRID_TOP + table.header_rows + row, column, page, '0', STYLES.aside)
  }
}

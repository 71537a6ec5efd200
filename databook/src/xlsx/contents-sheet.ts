import type { ExtractionResult } from '@ledger-lift/extraction/model'
import type { WriteSheet } from 'hucre/xlsx'
import { checksText, oneLine, pageRange, tableTitle, unitsText } from '../tables.ts'
import { GRID_TOP, type PlacedTable } from './placed-table.ts'
import { SheetDraft, marked, type ListColumn } from './sheet-draft.ts'
import { STYLES } from './styles.ts'
import { cutToWidth } from './text-width.ts'

export const CONTENTS = 'Contents'
/** Of a link, no program wraps the text. */
const TITLE = 76
const COLUMNS: readonly ListColumn[] = [
  { title: 'No.', width: 22 },
  { title: 'Table', width: TITLE },
  { title: 'Page', width: 9, align: 'right' },
  { title: 'Rows', width: 8, align: 'right' },
  { title: 'Columns', width: 9, align: 'right' },
  { title: 'Units', width: 22 },
  { title: 'Confidence', width: 12, align: 'right' },
  { title: 'Checks', width: 36 },
]

/** The document, its fingerprints, and the tables with links to their sheets. */
export function contentsSheet(result: ExtractionResult, tables: readonly PlacedTable[]): WriteSheet {
  const draft = new SheetDraft(CONTENTS)
  draft.text(0, 0, oneLine(result.source.filename) || 'Document', STYLES.title)
  const facts = factsOf(result, tables)
  for (const [index, [name, value]] of facts.entries()) {
    draft.text(index + 1, 0, name, STYLES.factName)
    draft.text(index + 1, 1, value, STYLES.factValue)
  }
  const top = facts.length + 2
  if (tables.length === 0) {
    draft.text(top, 0, 'No tables were found in this document.', STYLES.factValue)
  } else {
    draft.listHeader(top, COLUMNS)
    for (const [index, table] of tables.entries()) tableRow(draft, top + 1 + index, table)
  }
  return draft.finish({
    columns: COLUMNS.map(({ width }) => ({ width })),
    ...(tables.length > 0 ? { pageSetup: { printTitlesRow: `$${top + 1}:$${top + 1}` } } : {}),
  })
}

const factsOf = (result: ExtractionResult, tables: readonly PlacedTable[]): (readonly [string, string])[] => [
  ['Pages', `${result.pages.length}`],
  ['Tables', `${tables.length}`],
  [
    'Notes',
    result.notes.length === 0 ? 'none: nothing was lost' : `${result.notes.length}, see the sheet “Notes”`,
  ],
  ['SHA-256 of the file', result.source.sha256],
  ['Hash of the result', result.result_hash],
  ['Engine', `${result.engine.name} ${result.engine.version} (${result.engine.fingerprint.slice(0, 16)})`],
]

function tableRow(draft: SheetDraft, row: number, { artifact, number, sheet }: PlacedTable): void {
  const { table } = artifact
  const isOff = table.checks.some((check) => check.verdict === 'off')
  draft.number(row, 0, number, '0', STYLES.listText)
  draft.text(row, 1, cutToWidth(tableTitle(artifact), TITLE - 2), STYLES.listLink, {
    goTo: { sheet, row: GRID_TOP, column: 0 },
  })
  draft.text(row, 2, pageRange(artifact), STYLES.number)
  draft.number(row, 3, table.rows, '0', STYLES.number)
  draft.number(row, 4, table.columns, '0', STYLES.number)
  draft.text(row, 5, unitsText(table.units) ?? '', STYLES.listText)
  draft.number(row, 6, Math.floor(artifact.confidence * 100) / 100, '0%', STYLES.number)
  draft.text(row, 7, checksText(table) ?? 'none possible', marked(STYLES.listText, isOff ? ['off'] : []))
}

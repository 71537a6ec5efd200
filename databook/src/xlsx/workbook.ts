import type { ExtractionResult } from '@ledger-lift/extraction/model'
import { writeXlsx } from 'hucre/xlsx'
import { tablesOf } from '../tables.ts'
import { checksSheet } from './checks-sheet.ts'
import { contentsSheet } from './contents-sheet.ts'
import { notesSheet } from './notes-sheet.ts'
import { placeTable } from './placed-table.ts'
import { withPrintTitles } from './print-titles.ts'
import { sheetText } from './sheet-text.ts'
import { sourcesSheet } from './sources-sheet.ts'
import { FONT } from './styles.ts'
import { tableSheet } from './table-sheet.ts'

/** The bytes must depend on the result alone, and a workbook has to name a date. */
const NO_DATE = new Date(Date.UTC(2000, 0, 1))

/** Contents, a sheet a table, the checks with live formulas, the source of every value, and what was lost or doubtful. */
export function workbook(result: ExtractionResult): Promise<Uint8Array> {
  const tables = tablesOf(result).map(placeTable)
  const sheets = [
    contentsSheet(result, tables),
    ...tables.map(tableSheet),
    checksSheet(tables),
    sourcesSheet(tables),
    notesSheet(result),
  ].filter((sheet) => sheet !== null)
  return writeXlsx({
    ...withPrintTitles(sheets),
    defaultFont: FONT,
    properties: {
      title: sheetText(result.source.filename),
      creator: `Ledger Lift ${result.engine.version}`,
      created: NO_DATE,
      modified: NO_DATE,
    },
  })
}

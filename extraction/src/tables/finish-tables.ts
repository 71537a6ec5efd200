import type { Table, TableArtifact } from '../model.ts'
import { numberConvention } from '../values/number-convention.ts'
import { typedValue } from '../values/typed-value.ts'
import type { FoundTable } from './found-table.ts'

/** A table of the document, lacking only its id. */
export type FinishedTable = Omit<TableArtifact, 'id'>

/** Tables of all pages, in order: typed by the document's way to write numbers. */
export function finishTables(tables: readonly FoundTable[]): FinishedTable[] {
  const convention = numberConvention(tables.flatMap((table) => table.cells.map((cell) => cell.plain)))
  return tables.map((found): FinishedTable => {
    const table: Table = {
      rows: found.rows,
      columns: found.columns,
      header_rows: found.headerRows,
      cells: found.cells.map((cell) => ({
        row: cell.row,
        column: cell.column,
        row_span: cell.rowSpan,
        column_span: cell.columnSpan,
        page: found.page,
        text: cell.text,
        bbox: cell.bbox,
        role: cell.role,
        confidence: 0.9,
        value: typedValue(cell.plain, cell.role, convention),
      })),
      checks: [],
    }
    return {
      type: 'table',
      page: found.page,
      bbox: found.bbox,
      confidence: 0.9,
      engine: found.engine,
      ...(found.title === undefined ? {} : { title: found.title }),
      segments: [{ page: found.page, bbox: found.bbox, first_row: 0, last_row: found.rows - 1 }],
      table,
    }
  })
}

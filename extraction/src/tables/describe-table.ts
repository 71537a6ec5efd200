import { roundedBox, unionAll } from '../geometry/box.ts'
import { tiledCells, type Draft } from './draft.ts'
import type { FoundTable } from './found-table.ts'

/** A draft as a found table: its cells tiled, its box around its text, its evidence measured. */
export function describeTable(draft: Draft, page: number, engine: string, ruled: number): FoundTable {
  const cells = tiledCells(draft)
  const box = unionAll(draft.cells.flatMap((cell) => cell.lines.flat().map((word) => word.bbox)))
  const body = cells.filter((cell) => cell.role === 'body')
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
  return {
    page,
    bbox: roundedBox(box ?? { x: 0, y: 0, width: 0, height: 0 }),
    engine,
    rows: draft.rows,
    columns: draft.columns,
    headerRows: draft.headerRows,
    cells,
    remarks: [],
    opensPage: false,
    closesPage: false,
    evidence: {
      ruled,
      filled: share(cells.filter((cell) => cell.text !== '').length, cells.length),
      numeric: share(body.filter((cell) => /\d/.test(cell.text)).length, body.length),
      aligned: 1,
      crossing: share(body.filter((cell) => cell.columnSpan > 1).length, body.length),
    },
  }
}

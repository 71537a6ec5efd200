import type { Cell, TableArtifact, Units, Value } from '../model.ts'
import { checksOf } from '../checks/checks.ts'
import { cellConfidences, tableConfidence } from '../confidence/confidence.ts'
import type { NumberConvention } from '../values/number-convention.ts'
import type { EngineOptions } from '../engine.ts'
import { perShareCells } from '../values/per-share.ts'
import { typedValue } from '../values/typed-value.ts'
import type { FoundTable } from './found-table.ts'
import { stitched, unstitched, type WholeTable } from './stitch.ts'
import { unitsOf } from './table-units.ts'

/** A table of the document, lacking only its id. */
export type FinishedTable = Omit<TableArtifact, 'id'> & Pick<FoundTable, 'order'>

/** The tables of neighbouring pages, in order: joined over pages, typed by the document's way to write numbers, re-added. */
export function finishTables(
  tables: readonly FoundTable[],
  convention: NumberConvention,
  options: EngineOptions = {},
): FinishedTable[] {
  const whole = options.stitch === false ? unstitched(tables) : stitched(tables)
  return whole.flatMap((table) => {
    const finished = finishTable(table, convention)
    return finished === null ? [] : [finished]
  })
}

/** A recognised number that adds up was recognised right. */
const ADDED_UP = 0.996

function legibly(confidence: number, legible: number | undefined): number {
  if (legible === undefined || confidence >= ADDED_UP) return confidence
  return Math.round(confidence * legible * 1000) / 1000
}

/** The values, those of amounts per share marked where the table's other amounts are scaled. */
function withoutScale(
  cells: WholeTable['cells'],
  values: readonly (Value | null)[],
  units: Units | undefined,
): readonly (Value | null)[] {
  if (units?.scale === undefined || units.scale === 1) return values
  const perShare = perShareCells(cells)
  return values.map((value, index) => {
    const cell = cells[index]
    const isAmount = value?.kind === 'number' && value.unit === undefined
    return isAmount && cell !== undefined && perShare.has(cell) ? { ...value, scaled: false } : value
  })
}

function finishTable(whole: WholeTable, convention: NumberConvention): FinishedTable | null {
  const [first] = whole.parts
  if (first === undefined) return null
  const printed = whole.cells.map((cell) => typedValue(cell.plain, cell.role, convention))
  const units = unitsOf(whole.parts, printed)
  const values = withoutScale(whole.cells, printed, units)
  const cells = whole.cells.map((cell, index): Cell => {
    return {
      row: cell.row,
      column: cell.column,
      row_span: cell.rowSpan,
      column_span: cell.columnSpan,
      page: cell.page,
      text: cell.text,
      ...(cell.marks === undefined ? {} : { marks: cell.marks }),
      bbox: cell.bbox,
      role: cell.role,
      confidence: 0,
      value: values[index] ?? null,
    }
  })
  const grid = { rows: whole.rows, columns: first.columns, header_rows: first.headerRows, cells }
  const checks = checksOf(grid)
  const confidences = cellConfidences({ ...grid, checks }, first.engine)
  const confident = cells.map((cell, index) => ({
    ...cell,
    confidence: legibly(confidences[index] ?? 0, whole.cells[index]?.legible),
  }))
  return {
    type: 'table',
    page: first.page,
    bbox: first.bbox,
    confidence: tableConfidence(confident),
    engine: first.engine,
    ...(first.title === undefined ? {} : { title: first.title }),
    segments: whole.segments,
    ...(first.order === undefined ? {} : { order: first.order }),
    table: { ...grid, ...(units === undefined ? {} : { units }), cells: confident, checks },
  }
}

import type { Cell, CellPosition, Check } from '../model.ts'
import type { FoundTable } from '../tables/found-table.ts'

/** How sure a table's structure is by what drew it, before its cells and sums are looked at. Not calibrated yet. */
const DRAWN = 0.97
const ALIGNED = 0.94
/** A number that a sum or a balance confirms was read right, and in the right row and column. */
const CONFIRMED = 0.995
/** One of the numbers of a sum that is off may be misread. */
const IN_DOUBT = 0.75
/** A cell over several columns, or of several lines, was pieced together. */
const PIECED = 0.97

export function tableConfidence(parts: readonly FoundTable[], checks: readonly Check[]): number {
  const structure = parts.every((part) => part.engine.startsWith('ruled')) ? DRAWN : ALIGNED
  const confirmed = checks.filter((check) => check.verdict === 'ties').length
  return confirmed > 0 ? Math.max(structure, 0.98) : structure
}

/** The confidence of each of the cells, in their order. */
export function cellConfidences(
  cells: readonly Cell[],
  parts: readonly FoundTable[],
  checks: readonly Check[],
): number[] {
  const table = tableConfidence(parts, checks)
  const confirmed = placesOf(checks.filter((check) => check.verdict === 'ties'))
  const doubted = placesOf(checks.filter((check) => check.verdict === 'off'))
  return cells.map((cell) => {
    if (confirmed.has(placeOf(cell))) return CONFIRMED
    if (doubted.has(placeOf(cell))) return IN_DOUBT
    return cell.column_span > 1 || cell.row_span > 1 ? round(table * PIECED) : table
  })
}

function placesOf(checks: readonly Check[]): Set<string> {
  return new Set(checks.flatMap((check) => [check.total, ...check.addends].map(placeOf)))
}

function placeOf({ row, column }: CellPosition): string {
  return `${row},${column}`
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

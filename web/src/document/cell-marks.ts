import type { Cell, Check, TableArtifact } from '../api/documents.ts'
import type { Position } from './selection.ts'

export interface CellMarks {
  readonly verdict?: Check['verdict']
  readonly chosen?: true
  /** Is added into the chosen total. */
  readonly addend?: true
}

/** What sets cells apart, by row and column: checked totals, the choice, what adds up to it. */
export function cellMarks(
  { table }: TableArtifact,
  selected: Position | null,
): Map<number, Map<number, CellMarks>> {
  const marks = new Map<number, Map<number, CellMarks>>()
  const mark = ({ row, column }: Position, more: CellMarks) => {
    const ofRow = marks.get(row) ?? new Map<number, CellMarks>()
    marks.set(row, ofRow.set(column, { ...ofRow.get(column), ...more }))
  }
  for (const { total, verdict, addends } of table.checks) {
    if (verdict !== 'untestable') mark(total, { verdict })
    if (selected?.row === total.row && selected.column === total.column) {
      for (const addend of addends) mark(addend, { addend: true })
    }
  }
  if (selected !== null) mark(selected, { chosen: true })
  return marks
}

/** Points of indentation in print that make one step here; as in the workbook. */
const INDENT_STEP = 8
const MAX_INDENT = 6

/** Columns of amounts: their headers stand where their numbers do. */
export const numericColumns = ({ table }: TableArtifact): ReadonlySet<number> =>
  new Set(
    table.cells
      .filter(({ role, value }) => role !== 'header' && value !== null && value.kind !== 'date')
      .map(({ column }) => column),
  )

/** How far a label is set in from the leftmost one. */
export function indentation({ table }: TableArtifact): (cell: Cell) => number {
  const isLabel = ({ role, column, text }: Cell) => role === 'label' && column === 0 && text !== ''
  const labels = table.cells.filter(isLabel)
  const left = Math.min(...labels.map(({ bbox }) => bbox.x))
  // On a page that was scanned turned, x says nothing of it.
  const isTurned = labels.filter(({ bbox }) => bbox.height > bbox.width).length > labels.length / 2
  return (cell) =>
    !isTurned && isLabel(cell) ? Math.min(MAX_INDENT, Math.round((cell.bbox.x - left) / INDENT_STEP)) : 0
}

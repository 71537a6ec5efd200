import type { TableArtifact } from '../api/documents.ts'
import { cellAt, type Position } from './selection.ts'

const START: Position = { row: 0, column: 0 }

/** Where a key takes the choice; null for a key that means nothing here. Spans are stepped over whole. */
export function moved(key: string, table: TableArtifact, from: Position | null): Position | null {
  const { rows, columns } = table.table
  const here = from === null ? undefined : cellAt(table, from)
  const to = target(key, here ?? null, rows - 1, columns - 1)
  if (to === null) return null
  const cell = cellAt(table, here === undefined ? START : to)
  return cell === undefined ? null : { row: cell.row, column: cell.column }
}

type Span = Position & { readonly row_span: number; readonly column_span: number }

function target(key: string, cell: Span | null, lastRow: number, lastColumn: number): Position | null {
  const { row, column, row_span, column_span } = cell ?? { ...START, row_span: 1, column_span: 1 }
  switch (key) {
    case 'ArrowLeft':
      return { row, column: Math.max(0, column - 1) }
    case 'ArrowRight':
      return { row, column: Math.min(lastColumn, column + column_span) }
    case 'ArrowUp':
      return { row: Math.max(0, row - 1), column }
    case 'ArrowDown':
      return { row: Math.min(lastRow, row + row_span), column }
    case 'Home':
      return { row, column: 0 }
    case 'End':
      return { row, column: lastColumn }
    default:
      return null
  }
}

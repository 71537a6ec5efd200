import type { Cell, Table } from '@ledger-lift/extraction/model'
import type { WriteSheet } from 'hucre/xlsx'

/** Points of one line of the workbook's font. */
const LINE = 13.5
/** Width of a letter against a digit's, by which columns are measured, in text of the workbook's font. */
const LETTER = { plain: 0.88, bold: 1.05 }

type RowDefs = NonNullable<WriteSheet['rowDefs']>

/** Heights of the rows whose texts wrap: not every program measures them by itself, and none does for merged cells. */
export function rowHeights(table: Table, widths: readonly number[], top: number): RowDefs {
  const lines = new Map<number, number>()
  for (const cell of table.cells) {
    if (cell.row_span > 1) continue
    const needed = linesOf(cell, widths)
    if (needed > (lines.get(cell.row) ?? 1)) lines.set(cell.row, needed)
  }
  return new Map([...lines].map(([row, count]) => [row + top, { height: count * LINE }]))
}

function linesOf({ text, value, role, column, column_span }: Cell, widths: readonly number[]): number {
  if (value !== null && role !== 'header') return 1
  const room = widths.slice(column, column + column_span).reduce((sum, width) => sum + width, 0)
  const letters = room / (role === 'header' ? LETTER.bold : LETTER.plain)
  return text.split('\n').reduce((sum, line) => sum + wrapped(line, letters), 0)
}

/** Lines that greedy wrapping takes. */
function wrapped(text: string, room: number): number {
  let lines = 1
  let used = 0
  for (const { length } of text.trim().split(/\s+/u)) {
    if (used > 0 && used + 1 + length > room) {
      lines += 1
      used = 0
    }
    used += used === 0 ? length : length + 1
    lines += Math.max(0, Math.ceil(used / room) - 1)
    used = Math.min(used, room)
  }
  return lines
}

import type { Cell, Table } from '@ledger-lift/extraction/model'
import type { WriteSheet } from 'hucre/xlsx'
import { textWidth } from './text-width.ts'

/** Points of one line of the workbook's font. */
const LINE = 13.5
/** Excel's limit, in points. */
const HIGHEST = 409

type RowDefs = NonNullable<WriteSheet['rowDefs']>

/** Heights of the rows whose texts wrap: not every program measures them by itself, and none does for merged cells. */
export function rowHeights(table: Table, widths: readonly number[], top: number): RowDefs {
  const lines = new Map<number, number>()
  for (const cell of table.cells) {
    if (cell.row_span > 1) continue
    const needed = linesOf(cell, widths)
    if (needed > (lines.get(cell.row) ?? 1)) lines.set(cell.row, needed)
  }
  return heights(lines, top)
}

/** Of rows with that many lines, where it is more than one. */
export const heights = (lines: ReadonlyMap<number, number>, top = 0): RowDefs =>
  new Map(
    [...lines]
      .filter(([, count]) => count > 1)
      .map(([row, count]) => [row + top, { height: Math.min(count * LINE, HIGHEST) }]),
  )

function linesOf({ text, value, role, column, column_span }: Cell, widths: readonly number[]): number {
  if (value !== null && role !== 'header') return 1
  const room = widths.slice(column, column + column_span).reduce((sum, width) => sum + width, 0)
  return wrappedLines(text, room, role === 'header')
}

/** Lines that a text takes in a cell that wraps it. */
export const wrappedLines = (text: string, room: number, isBold = false): number =>
  text.split('\n').reduce((sum, line) => sum + wrapped(line, room, isBold), 0)

function wrapped(text: string, room: number, isBold: boolean): number {
  const blank = textWidth(' ', isBold)
  let lines = 1
  let used = 0
  for (const word of text.trim().split(/\s+/u)) {
    const width = textWidth(word, isBold)
    if (used > 0 && used + blank + width > room) {
      lines += 1
      used = 0
    }
    used += used === 0 ? width : blank + width
    lines += Math.max(0, Math.ceil(used / room) - 1)
    used = Math.min(used, room)
  }
  return lines
}

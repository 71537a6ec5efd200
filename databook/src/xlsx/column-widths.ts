import type { Table } from '@ledger-lift/extraction/model'
import { oneLine } from '../tables.ts'

/** In characters: room for a year and for `(1,234)`; wider texts wrap. */
const NARROWEST = 9
const WIDEST = 52

/** Wide enough for each column's own texts; a header may wrap, so it counts by its longest word. */
export function columnWidths(table: Table): number[] {
  const widths = new Array<number>(table.columns).fill(NARROWEST)
  for (const cell of table.cells) {
    if (cell.column_span > 1) continue
    const text = oneLine(cell.text)
    const length =
      cell.role === 'header' ? Math.max(0, ...text.split(' ').map((word) => word.length)) : text.length
    widths[cell.column] = Math.min(WIDEST, Math.max(widths[cell.column] ?? 0, length + 3))
  }
  return widths
}

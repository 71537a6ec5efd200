import type { Cell, CellPosition, Check, Table } from '@ledger-lift/extraction/model'
import type { CellStyle } from 'hucre/xlsx'
import { marksText, percentText } from '../tables.ts'
import { dateNumber } from './date-number.ts'
import { nilFormat, numberCell, type Looks } from './number-format.ts'
import { GRID_TOP, type PlacedTable } from './placed-table.ts'
import { marked, type Mark, type SheetDraft } from './sheet-draft.ts'
import { STYLES } from './styles.ts'

/** Below this a cell is coloured and says where to look. */
export const DOUBTFUL = 0.8
/** Points of indentation in print that make one step in the sheet. */
const INDENT_STEP = 8
const MAX_INDENT = 6

/** The grid, typed and styled as printed. */
export function tableCells(draft: SheetDraft, placed: PlacedTable): void {
  const { table } = placed.artifact
  const checks = new Map(table.checks.map((check) => [key(check.total), check]))
  const indentOf = indentation(table)
  const numeric = numericColumns(table)
  for (const cell of table.cells) {
    const row = cell.row + GRID_TOP
    const check = checks.get(key(cell))
    const style = marked(baseStyle(cell, indentOf(cell), numeric.has(cell.column)), marksOf(cell, check))
    cover(draft, cell, style)
    draft.merge(row, cell.column, cell.row_span, cell.column_span)
    typed(draft, row, cell, style, placed.looks, commentOf(cell, check))
  }
}

function typed(
  draft: SheetDraft,
  row: number,
  cell: Cell,
  style: CellStyle,
  looks: Looks,
  comment: string | undefined,
): void {
  const { column, text, value } = cell
  const isTyped = cell.role !== 'header' && value !== null
  const number = isTyped ? numberCell(cell, looks) : null
  const date = isTyped && value.kind === 'date' ? dateNumber(value.date) : null
  if (number !== null) draft.number(row, column, number.number, number.format, style, { comment })
  else if (date !== null) draft.number(row, column, date, 'yyyy-mm-dd', style, { comment })
  else if (isTyped && value.kind === 'nil')
    draft.number(row, column, 0, nilFormat(text, looks), style, { comment })
  else if (text !== '' || comment !== undefined)
    draft.text(row, column, text, style, { comment, raised: marksText(cell) })
  else draft.blank(row, column, style)
}

/** The other cells under a span carry its style, so that fill and border run through. */
function cover(draft: SheetDraft, cell: Cell, style: CellStyle): void {
  for (let row = 0; row < cell.row_span; row++) {
    for (let column = 0; column < cell.column_span; column++) {
      if (row + column > 0) draft.blank(cell.row + row + GRID_TOP, cell.column + column, style)
    }
  }
}

function baseStyle(cell: Cell, indent: number, isNumeric: boolean): CellStyle {
  if (cell.role === 'header') {
    const horizontal = cell.column_span > 1 ? 'center' : isNumeric ? 'right' : 'left'
    return { ...STYLES.header, alignment: { ...STYLES.header.alignment, horizontal } }
  }
  if (isNumeric && cell.column_span === 1) return STYLES.number
  // A program sets a date to the right, against the next column's text.
  return indent === 0 && cell.value?.kind !== 'date'
    ? STYLES.text
    : { ...STYLES.text, alignment: { ...STYLES.text.alignment, horizontal: 'left', indent } }
}

/** A text among numbers, `n/m`, stands where they stand. */
const numericColumns = (table: Table): ReadonlySet<number> =>
  new Set(
    table.cells
      .filter(({ role, value }) => role !== 'header' && value !== null && value.kind !== 'date')
      .map(({ column }) => column),
  )

/** How far a label is set in from the leftmost one: the outline that a statement is read by. */
function indentation(table: Table): (cell: Cell) => number {
  const isLabel = (cell: Cell) => cell.role === 'label' && cell.column === 0 && cell.text !== ''
  const labels = table.cells.filter(isLabel)
  const left = Math.min(...labels.map((cell) => cell.bbox.x))
  // Lines that run up or down the page, as on one that was scanned turned, say nothing by their x.
  const upright = labels.filter((cell) => cell.bbox.width >= cell.bbox.height)
  const isTurned = upright.length < labels.length / 2
  return (cell) =>
    isLabel(cell) && !isTurned ? Math.min(MAX_INDENT, Math.round((cell.bbox.x - left) / INDENT_STEP)) : 0
}

function marksOf(cell: Cell, check: Check | undefined): Mark[] {
  const marks: Mark[] = []
  if (cell.text !== '' && cell.confidence < DOUBTFUL) marks.push('doubtful')
  if (check !== undefined && check.kind !== 'running_balance' && check.verdict !== 'untestable')
    marks.push('total')
  if (check?.verdict === 'off') marks.push('off')
  return marks
}

function commentOf(cell: Cell, check: Check | undefined): string | undefined {
  const { x, y, width, height } = cell.bbox
  const box = [x, y, width, height].map((length) => length.toFixed(0)).join(', ')
  const lines = [
    cell.text !== '' &&
      cell.confidence < DOUBTFUL &&
      `Read with confidence ${percentText(cell.confidence)}. Compare with page ${cell.page}, box ${box} (x, y, width, height in points).`,
    cell.marks !== undefined && cell.value !== null && `Footnote ${marksText(cell)}.`,
    check?.verdict === 'off' &&
      `Does not add up: re-added ${check.expected}, printed ${check.printed}, difference ${check.difference}.`,
    check?.verdict === 'rounding' && `Adds up within rounding: difference ${check.difference}.`,
  ].filter((line) => line !== false)
  return lines.length === 0 ? undefined : lines.join('\n')
}

const key = ({ row, column }: CellPosition): string => `${row},${column}`

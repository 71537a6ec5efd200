import { columnsOf, overlaps, type Column } from './columns.ts'
import { describeTable } from './describe-table.ts'
import type { Draft, DraftCell } from './draft.ts'
import { engineStamp, type PageLayout, type TableEngine } from './engine.ts'
import type { FoundTable } from './found-table.ts'
import { bodyStart, headerCells } from './header.ts'
import type { Line } from './lines.ts'
import { piecesOf, type Piece } from './pieces.ts'
import { regionsOf, isTabular, type Region } from './regions.ts'
import type { RuleBetween } from './rule-between.ts'
import type { PlacedLine } from './placed-line.ts'
import { rowsOf } from './rows.ts'
import { isValueRun } from './runs.ts'
import { stackedRegions } from './stacked.ts'
import { isTable } from './table-test.ts'
import { zonesOf } from './zones.ts'

/** Tables without a drawn grid: columns from the white between aligned texts, rows from baselines. */
export const openEngine: TableEngine = {
  name: 'open',
  version: 1,
  fits: (layout) => layout.lines.length > 1,
  find(layout) {
    return zonesOf(layout.lines)
      .flatMap((zone) => regionsOf(zone, layout.ruleBetween))
      .flatMap((region) => tablesIn(region, layout))
  },
}

function tablesIn(region: Region, layout: PageLayout): FoundTable[] {
  const stacked = stackedRegions(region, (lines) => columnsIn(lines).length)
  if (stacked !== null) {
    const [above, below] = [tableIn(stacked[0], layout), tablesIn(stacked[1], layout)]
    if (above !== null && below.length > 0) return [above, ...below]
  }
  const table = tableIn(region, layout)
  return table === null ? [] : [table]
}

function tableIn(region: Region, layout: PageLayout): FoundTable | null {
  const columns = columnsIn(region.lines)
  if (columns.length < 2) return null
  const placed = region.lines.map((line) => ({ line, pieces: piecesOf(line, columns) }))
  const { ruleBetween } = layout
  const start = bodyStart(placed, ruleBetween) ?? textHeader(placed, ruleBetween)
  if (!isTable(placed, start, columns, layout)) return null
  const header = headerCells(placed.slice(0, start), columns, ruleBetween)
  const rows = rowsOf(
    placed.slice(start),
    (above, below) =>
      ruleBetween(
        above.baseline,
        below.baseline - 0.3 * below.size,
        Math.min(above.left, below.left),
        Math.max(above.left, below.left) + 2,
      ) !== null,
  )
  const draft: Draft = {
    rows: header.rows + rows.length,
    columns: columns.length,
    headerRows: header.rows,
    cells: [
      ...header.cells,
      ...rows.flatMap((row, index) => bodyCells(row, header.rows + index, columns.length)),
    ],
  }
  return describeTable(draft, layout.content.number, engineStamp(openEngine), 0)
}

/** Columns from lines with values where there are some, for headings cross them; from all tabular lines else. */
function columnsIn(lines: readonly Line[]): Column[] {
  const tabular = lines.filter(isTabular)
  const valued = tabular.filter((line) => line.runs.slice(1).some(isValueRun))
  if (valued.length < 2) return columnsOf(tabular)
  const first = tabular.findIndex((line) => valued.includes(line))
  return withBlankColumns(columnsOf(valued), tabular[first - 1])
}

/**
 * A column without a value has its heading alone: one that stands over no other column, beside headings of which each other
 * column has its own.
 */
function withBlankColumns(columns: readonly Column[], headings: Line | undefined): Column[] {
  if (headings === undefined) return [...columns]
  const over = (column: Column) => headings.runs.filter((run) => overlaps(column, run))
  const blank = headings.runs.filter((run) => columns.every((column) => !overlaps(column, run)))
  if (blank.length === 0 || columns.slice(1).some((column) => over(column).length !== 1)) return [...columns]
  return [...columns, ...blank.map(({ left, right }) => ({ left, right }))].sort((a, b) => a.left - b.left)
}

/** Header rows of a table of words: down to a rule under the first lines, else one line. */
function textHeader(lines: readonly PlacedLine[], ruleBetween: RuleBetween): number {
  for (const [index, { line }] of lines.slice(0, 4).entries()) {
    const next = lines[index + 1]
    if (next && ruleBetween(line.baseline, next.line.baseline - 0.3 * next.line.size, line.left, line.right))
      return index + 1
  }
  return 1
}

function bodyCells(row: readonly PlacedLine[], index: number, columns: number): DraftCell[] {
  const caption = captionOf(row)
  if (caption)
    return [{ row: index, column: 1, rowSpan: 1, columnSpan: columns - 1, lines: [[...caption.words]] }]
  const cells = new Map<number, { last: number; lines: DraftCell['lines'][number][] }>()
  for (const { pieces } of row) {
    for (const [first, line] of Map.groupBy(pieces, (piece) => piece.first)) {
      const cell = cells.get(first) ?? { last: first, lines: [] }
      cell.lines.push(line.flatMap((piece) => piece.words))
      cell.last = Math.max(cell.last, ...line.map((piece) => piece.last))
      cells.set(first, cell)
    }
  }
  return [...cells].map(([column, { last, lines }]) => ({
    row: index,
    column,
    rowSpan: 1,
    columnSpan: column === 0 ? 1 : last - column + 1,
    lines,
  }))
}

/** Words alone over the columns of values, as a heading within the table: "Percentage difference". */
function captionOf(row: readonly PlacedLine[]): Piece | null {
  const [piece, ...more] = row.flatMap((placed) => placed.pieces)
  if (piece === undefined || more.length > 0 || piece.first === 0 || piece.last === piece.first) return null
  return isValueRun(piece) ? null : piece
}

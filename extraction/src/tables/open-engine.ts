import { overlap, roundedBox, unionAll } from '../geometry/box.ts'
import { columnsOf, type Column } from './columns.ts'
import { tiledCells, type Draft, type DraftCell } from './draft.ts'
import { engineStamp, type PageLayout, type TableEngine } from './engine.ts'
import type { FoundTable } from './found-table.ts'
import { bodyStart, headerCells, type RuleBetween } from './header.ts'
import type { Line } from './lines.ts'
import { piecesOf } from './pieces.ts'
import { regionsOf, isTabular, type Region } from './regions.ts'
import { rowsOf, type PlacedLine } from './rows.ts'
import { isValueRun } from './runs.ts'
import { isTable } from './table-test.ts'
import { zonesOf } from './zones.ts'

/** Tables without a drawn grid: columns from the white between aligned texts, rows from baselines. */
export const openEngine: TableEngine = {
  name: 'open',
  version: 1,
  fits: (layout) => layout.lines.length > 1,
  find(layout) {
    return zonesOf(layout.lines)
      .flatMap(regionsOf)
      .map((region) => tableIn(region, layout))
      .filter((table) => table !== null)
  },
}

function tableIn(region: Region, layout: PageLayout): FoundTable | null {
  const columns = columnsIn(region.lines)
  if (columns.length < 2) return null
  const placed = region.lines.map((line) => ({ line, pieces: piecesOf(line, columns) }))
  const ruleBetween = rulesBetween(layout)
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
    cells: [...header.cells, ...rows.flatMap((row, index) => bodyCells(row, header.rows + index))],
  }
  return foundTable(draft, region, layout)
}

/** Columns from lines with values where there are some, for headings cross them; from all tabular lines else. */
function columnsIn(lines: readonly Line[]): Column[] {
  const tabular = lines.filter(isTabular)
  const valued = tabular.filter((line) => line.runs.slice(1).some(isValueRun))
  if (valued.length < 2) return columnsOf(tabular)
  const columns = columnsOf(valued)
  return columns
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

function bodyCells(row: readonly PlacedLine[], index: number): DraftCell[] {
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

function rulesBetween(layout: PageLayout): RuleBetween {
  return (from, to, left, right) => {
    for (const rule of layout.horizontals) {
      if (rule.position < from || rule.position > to) continue
      if (overlap(rule.start, rule.end, left, right) >= 0.5 * (right - left)) return rule
    }
    return null
  }
}

function foundTable(draft: Draft, region: Region, layout: PageLayout): FoundTable {
  const cells = tiledCells(draft)
  const box = unionAll(draft.cells.flatMap((cell) => cell.lines.flat().map((word) => word.bbox)))
  const body = cells.filter((cell) => cell.role === 'body')
  const filled = cells.filter((cell) => cell.text !== '')
  return {
    page: layout.content.number,
    bbox: roundedBox(box ?? { x: 0, y: 0, width: 0, height: 0 }),
    engine: engineStamp(openEngine),
    rows: draft.rows,
    columns: draft.columns,
    headerRows: draft.headerRows,
    cells,
    remarks: [],
    evidence: {
      ruled: 0,
      filled: filled.length / Math.max(1, cells.length),
      numeric: body.filter((cell) => /\d/.test(cell.text)).length / Math.max(1, body.length),
      aligned: 1,
      crossing: region.lines.length === 0 ? 1 : 0,
    },
  }
}

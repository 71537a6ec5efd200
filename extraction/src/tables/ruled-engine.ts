import { area, bottom, centreX, centreY, containsPoint, intersection, right } from '../geometry/box.ts'
import { splitBands } from './bands.ts'
import { describeTable } from './describe-table.ts'
import type { Draft, DraftCell } from './draft.ts'
import { engineStamp, type PageLayout, type TableEngine } from './engine.ts'
import type { Word } from '../read/page-content.ts'
import type { FoundTable } from './found-table.ts'
import type { Lattice } from './lattice.ts'
import { boxOf, filledCells, type CellLine, type FilledCell } from './lattice-contents.ts'
import { withLabelsOutside } from './lattice-outside.ts'
import { isValueRun, isYearRun } from './runs.ts'

/** Tables with a drawn grid: the cells are what the lines enclose. */
export const ruledEngine: TableEngine = {
  name: 'ruled',
  version: 1,
  fits: (layout) => layout.lattices.length > 0,
  find(layout) {
    const tables: FoundTable[] = []
    // the inner of two grids first: the outer one is a frame, or the border drawn twice
    for (const lattice of layout.lattices.toSorted((a, b) => area(boxOf(a)) - area(boxOf(b)))) {
      if (tables.some((table) => overlapping(boxOf(lattice), table.bbox))) continue
      const table = tableIn(lattice, layout)
      if (table !== null) tables.push(table)
    }
    return tables
  },
}

function overlapping(a: FoundTable['bbox'], b: FoundTable['bbox']): boolean {
  const shared = intersection(a, b)
  return shared !== null && area(shared) > 0
}

function tableIn(drawn: Lattice, layout: PageLayout): FoundTable | null {
  if (drawn.xs.length < 3 || drawn.ys.length < 2 || isChart(drawn, layout)) return null
  const lattice = withLabelsOutside(drawn, layout.lines)
  const cells = filledCells(lattice, layout.lines)
  if (!partsValues(cells)) return null
  const split = splitBands(lattice.ys.length - 1, cells)
  const draft = withoutEmptyLines(split.rows, lattice.xs.length - 1, split.cells)
  if (!isGrid(draft)) return null
  return describeTable(draft, layout.content.number, engineStamp(ruledEngine), lattice.ruled)
}

/** False where lines of a cell hold several values side by side: the grid lacks the lines between them. */
function partsValues(cells: readonly FilledCell[]): boolean {
  const filled = cells.filter((cell) => cell.lines.length > 0)
  const crowded = filled.filter((cell) => cell.lines.some(isCrowded))
  return crowded.length <= 0.08 * filled.length
}

/** In em: a value this far behind other text is not part of a sentence. */
const APART = 2

function isCrowded({ line, runs }: CellLine): boolean {
  if (runs.filter(isValueRun).length > 1) return true
  const [before, last] = runs.slice(-2)
  return (
    before !== undefined &&
    last !== undefined &&
    isValueRun(last) &&
    last.left - before.right > APART * line.size
  )
}

/** Rows and columns without any text are the doubled lines and margins of a grid. */
function withoutEmptyLines(rows: number, columns: number, cells: readonly DraftCell[]): Draft {
  const filled = cells.filter((cell) => cell.lines.length > 0)
  const rowUsed = new Array<boolean>(rows).fill(false)
  const columnUsed = new Array<boolean>(columns).fill(false)
  for (const cell of filled) {
    rowUsed[cell.row] = true
    columnUsed[cell.column] = true
  }
  const rowAt = ranks(rowUsed)
  const columnAt = ranks(columnUsed)
  const kept = filled.map((cell) => {
    const row = rowAt[cell.row] ?? 0
    const column = columnAt[cell.column] ?? 0
    return {
      ...cell,
      row,
      column,
      rowSpan: Math.max(1, (rowAt[cell.row + cell.rowSpan] ?? 0) - row),
      columnSpan: Math.max(1, (columnAt[cell.column + cell.columnSpan] ?? 0) - column),
    }
  })
  return {
    rows: rowAt[rows] ?? 0,
    columns: columnAt[columns] ?? 0,
    headerRows: headerRowsOf(kept, rowAt[rows] ?? 0),
    cells: kept,
  }
}

function ranks(used: readonly boolean[]): number[] {
  const result = [0]
  for (const flag of used) result.push((result.at(-1) ?? 0) + (flag ? 1 : 0))
  return result
}

/** A heading of more rows is rows of words before the first value. */
const MOST_HEADER_ROWS = 4

/** Rows above the first one with values right of the labels; one where there are no values at all. */
function headerRowsOf(cells: readonly DraftCell[], rows: number): number {
  const body = cells.filter((cell) => cell.column > 0)
  const valueRows = body.filter(isValueCell).map((cell) => cell.row)
  if (valueRows.length === 0) return Math.min(1, rows - 1)
  const first = Math.min(...valueRows)
  if (first > MOST_HEADER_ROWS) return 1
  const heading = body.filter((cell) => cell.row < first).map((cell) => cell.row + cell.rowSpan)
  return heading.length === 0 ? 0 : Math.min(first, Math.max(...heading))
}

function isValueCell(cell: DraftCell): boolean {
  const words = cell.lines.flat()
  const run = { words, left: 0, right: 0 }
  return isValueRun(run) && !isYearRun(run)
}

function isGrid(draft: Draft): boolean {
  if (draft.rows < 2 || draft.columns < 2) return false
  const covered = draft.cells.reduce((sum, cell) => sum + cell.rowSpan * cell.columnSpan, 0)
  if (covered < 0.3 * draft.rows * draft.columns) return false
  const regular = draft.cells.filter((cell) => cell.rowSpan === 1)
  // bars of a chart are cells of uneven height with numbers alone
  return (
    regular.length === draft.cells.length || draft.cells.some((cell) => cell.lines.flat().some(hasLetters))
  )
}

function hasLetters(word: Word): boolean {
  return /\p{L}{2}/u.test(word.text)
}

function isChart(lattice: Lattice, layout: PageLayout): boolean {
  const box = boxOf(lattice)
  return layout.figures.some(
    (figure) => containsPoint(box, centreX(figure), centreY(figure)) && !isSmall(figure, box),
  )
}

/** A mark in a cell, not a chart in the grid. */
function isSmall(figure: FoundTable['bbox'], grid: FoundTable['bbox']): boolean {
  return area(figure) < 0.1 * area(grid) && right(figure) <= right(grid) && bottom(figure) <= bottom(grid)
}

import { bottom, centreX, centreY, containsPoint, right, roundedBox, unionAll } from '../geometry/box.ts'
import type { BoundingBox } from '../model.ts'
import type { Word } from '../read/page-content.ts'
import { tiledCells, type Draft, type DraftCell } from './draft.ts'
import { engineStamp, type PageLayout, type TableEngine } from './engine.ts'
import type { FoundTable } from './found-table.ts'
import type { Lattice, LatticeCell } from './lattice.ts'
import type { Line, Run } from './lines.ts'
import { isValueRun } from './runs.ts'

/** Tables with a drawn grid: the cells are what the lines enclose. */
export const ruledEngine: TableEngine = {
  name: 'ruled',
  version: 1,
  fits: (layout) => layout.lattices.length > 0,
  find(layout) {
    return layout.lattices
      .filter((lattice) => !layout.lattices.some((other) => other !== lattice && encloses(other, lattice)))
      .map((lattice) => tableIn(lattice, layout))
      .filter((table) => table !== null)
  },
}

function boxOf({ xs, ys }: Lattice): BoundingBox {
  const [x, y] = [xs[0] ?? 0, ys[0] ?? 0]
  return { x, y, width: (xs.at(-1) ?? 0) - x, height: (ys.at(-1) ?? 0) - y }
}

/** A frame of more than one cell around another grid: the outer one is read. */
function encloses(outer: Lattice, inner: Lattice): boolean {
  if (outer.cells.length < 2) return false
  const [a, b] = [boxOf(outer), boxOf(inner)]
  return a.x <= b.x && a.y <= b.y && right(a) >= right(b) && bottom(a) >= bottom(b)
}

interface FilledCell extends LatticeCell {
  readonly lines: readonly Run[][]
}

function tableIn(lattice: Lattice, layout: PageLayout): FoundTable | null {
  if (lattice.xs.length < 3 || lattice.ys.length < 2) return null
  const cells = filledCells(lattice, layout.lines)
  const split = splitBands(lattice.ys.length - 1, cells)
  const draft = withoutEmptyLines(split.rows, lattice.xs.length - 1, split.cells)
  if (!isGrid(draft, lattice, layout)) return null
  return foundTable(draft, lattice, layout)
}

function filledCells(lattice: Lattice, lines: readonly Line[]): FilledCell[] {
  const { xs, ys } = lattice
  const owner = new Map<number, number>()
  for (const [index, cell] of lattice.cells.entries())
    for (let row = cell.row; row < cell.row + cell.rowSpan; row++)
      for (let column = cell.column; column < cell.column + cell.columnSpan; column++)
        owner.set(row * xs.length + column, index)
  const contents = lattice.cells.map((): Run[][] => [])
  for (const line of lines) {
    const fresh = new Set<Run[][]>()
    for (const run of line.runs) {
      const box =
        unionAll(run.words.filter((word) => !word.superscript).map((word) => word.bbox)) ?? run.words[0]?.bbox
      if (box === undefined || !containsPoint(boxOf(lattice), centreX(box), centreY(box))) continue
      const row = intervalOf(ys, centreY(box))
      const column = intervalOf(xs, centreX(box))
      const content = contents[owner.get(row * xs.length + column) ?? -1]
      if (content === undefined) continue
      if (fresh.has(content)) content.at(-1)?.push(run)
      else content.push([run])
      fresh.add(content)
    }
  }
  return lattice.cells.map((cell, index) => ({ ...cell, lines: contents[index] ?? [] }))
}

function intervalOf(sorted: readonly number[], value: number): number {
  let index = 0
  while (index < sorted.length - 2 && (sorted[index + 1] ?? 0) <= value) index++
  return index
}

/** Rows between two lines that hold several rows of values become several rows. */
function splitBands(rows: number, cells: readonly FilledCell[]): { rows: number; cells: DraftCell[] } {
  const first = new Array<number>(rows + 1).fill(0)
  const plans: (number[] | null)[] = []
  for (let row = 0; row < rows; row++) {
    const plan = bandBaselines(cells.filter((cell) => cell.row === row && cell.rowSpan === 1))
    plans.push(plan)
    first[row + 1] = (first[row] ?? 0) + (plan?.length ?? 1)
  }
  const drafts = cells.flatMap((cell): DraftCell[] => {
    const row = first[cell.row] ?? 0
    const span = (first[cell.row + cell.rowSpan] ?? 0) - row
    const plan = cell.rowSpan === 1 ? plans[cell.row] : null
    const { column, columnSpan } = cell
    if (!plan) {
      return [{ row, column, columnSpan, rowSpan: span, lines: cell.lines.map(wordsOf) }]
    }
    return plan.flatMap((_, index): DraftCell[] => {
      const lines = cell.lines.filter((line) => planIndex(plan, baselineOf(line)) === index)
      return [{ row: row + index, column, columnSpan, rowSpan: 1, lines: lines.map(wordsOf) }]
    })
  })
  return { rows: first[rows] ?? 0, cells: drafts }
}

/** The baselines of the rows in a band, when at least two columns (or the only one) hold values on the same several baselines. */
function bandBaselines(cells: readonly FilledCell[]): number[] | null {
  const valued = cells.filter(
    (cell) => cell.lines.length >= 2 && cell.lines.every((line) => line.every(isValueRun)),
  )
  const fullest = valued.reduce((best, cell) => Math.max(best, cell.lines.length), 0)
  if (fullest < 2) return null
  const lines = cells.flatMap((cell) => cell.lines)
  const baselines = lines.map(baselineOf).sort((a, b) => a - b)
  const rows = baselines.filter(
    (baseline, index) => index === 0 || baseline - (baselines[index - 1] ?? 0) > 3,
  )
  return rows.length > fullest * 1.5 ? null : rows
}

function planIndex(plan: readonly number[], baseline: number): number {
  const below = plan.findLastIndex((row) => row <= baseline + 3)
  return Math.max(0, below)
}

function baselineOf(line: readonly Run[]): number {
  return line[0]?.words.find((word) => !word.superscript)?.baseline ?? line[0]?.words[0]?.baseline ?? 0
}

function wordsOf(line: readonly Run[]): Word[] {
  return line.flatMap((run) => run.words)
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
  return {
    rows: rowAt[rows] ?? 0,
    columns: columnAt[columns] ?? 0,
    headerRows: 1,
    cells: filled.map((cell) => {
      const row = rowAt[cell.row] ?? 0
      const column = columnAt[cell.column] ?? 0
      return {
        ...cell,
        row,
        column,
        rowSpan: Math.max(1, (rowAt[cell.row + cell.rowSpan] ?? 0) - row),
        columnSpan: Math.max(1, (columnAt[cell.column + cell.columnSpan] ?? 0) - column),
      }
    }),
  }
}

function ranks(used: readonly boolean[]): number[] {
  const result = [0]
  for (const flag of used) result.push((result.at(-1) ?? 0) + (flag ? 1 : 0))
  return result
}

function isGrid(draft: Draft, lattice: Lattice, layout: PageLayout): boolean {
  if (draft.rows < 2 || draft.columns < 2) return false
  const covered = draft.cells.reduce((sum, cell) => sum + cell.rowSpan * cell.columnSpan, 0)
  if (covered < 0.3 * draft.rows * draft.columns) return false
  const box = boxOf(lattice)
  return !layout.figures.some((figure) => containsPoint(box, centreX(figure), centreY(figure)))
}

function foundTable(draft: Draft, lattice: Lattice, layout: PageLayout): FoundTable {
  const cells = tiledCells(draft)
  const box =
    unionAll(draft.cells.flatMap((cell) => cell.lines.flat().map((word) => word.bbox))) ?? boxOf(lattice)
  const body = cells.filter((cell) => cell.role === 'body')
  return {
    page: layout.content.number,
    bbox: roundedBox(box),
    engine: engineStamp(ruledEngine),
    rows: draft.rows,
    columns: draft.columns,
    headerRows: draft.headerRows,
    cells,
    remarks: [],
    evidence: {
      ruled: lattice.ruled,
      filled: cells.filter((cell) => cell.text !== '').length / Math.max(1, cells.length),
      numeric: body.filter((cell) => /\d/.test(cell.text)).length / Math.max(1, body.length),
      aligned: 1,
      crossing: 0,
    },
  }
}

import { bottom, centreY, right, unionAll } from '../geometry/box.ts'
import type { BoundingBox } from '../model.ts'
import type { Lattice, LatticeCell } from './lattice.ts'
import type { Line, Run } from './lines.ts'

/** A cell of a lattice with its lines of text, the runs of a line together. */
export interface FilledCell extends LatticeCell {
  readonly lines: readonly CellLine[]
}

export interface CellLine {
  readonly line: Line
  readonly runs: readonly Run[]
}

export function boxOf({ xs, ys }: Lattice): BoundingBox {
  const [x, y] = [xs[0] ?? 0, ys[0] ?? 0]
  return { x, y, width: (xs.at(-1) ?? 0) - x, height: (ys.at(-1) ?? 0) - y }
}

/** Points that a run may reach over a line before it counts as crossing it. */
const OVERHANG = 3

/** The runs in each cell, by their middle. A cell over several columns whose runs keep to them is parted into them. */
export function filledCells(lattice: Lattice, lines: readonly Line[]): FilledCell[] {
  const contents = lattice.cells.map((): Map<Line, Run[]> => new Map())
  const ownerOf = ownersOf(lattice)
  const { x, y, width, height } = boxOf(lattice)
  for (const line of lines) {
    if (line.bottom < y || line.top > y + height) continue
    for (const run of line.runs) {
      const box = standingBox(run)
      const [across, down] = [box.x + box.width / 2, centreY(box)]
      if (across < x || across > x + width || down < y || down > y + height) continue
      const content = contents[ownerOf(intervalOf(lattice.ys, down), intervalOf(lattice.xs, across))]
      const known = content?.get(line)
      if (known) known.push(run)
      else content?.set(line, [run])
    }
  }
  return lattice.cells.flatMap((cell, index) => {
    const filled = { ...cell, lines: [...(contents[index] ?? [])].map(([line, runs]) => ({ line, runs })) }
    return partedCell(filled, lattice.xs)
  })
}

function standingBox(run: Run): BoundingBox {
  const standing = run.words.filter((word) => !word.superscript)
  return (
    unionAll((standing.length > 0 ? standing : run.words).map((word) => word.bbox)) ?? {
      x: 0,
      y: 0,
      width: 0,
      height: 0,
    }
  )
}

function ownersOf(lattice: Lattice): (row: number, column: number) => number {
  const columns = lattice.xs.length - 1
  const owners = new Int32Array(columns * (lattice.ys.length - 1)).fill(-1)
  for (const [index, cell] of lattice.cells.entries())
    for (let row = cell.row; row < cell.row + cell.rowSpan; row++)
      owners.fill(index, row * columns + cell.column, row * columns + cell.column + cell.columnSpan)
  return (row, column) => owners[row * columns + column] ?? -1
}

/** Index of the interval that holds the value. */
export function intervalOf(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((sorted[middle] ?? 0) <= value) low = middle
    else high = middle - 1
  }
  return low
}

/** A table may draw its columns in the header only: below, runs keep to columns that no line parts. */
function partedCell(cell: FilledCell, xs: readonly number[]): FilledCell[] {
  if (cell.columnSpan === 1) return [cell]
  const columnOf = (run: Run) => intervalOf(xs, (run.left + run.right) / 2)
  const keeps = (run: Run) => {
    const column = columnOf(run)
    return run.left >= (xs[column] ?? 0) - OVERHANG && run.right <= (xs[column + 1] ?? 0) + OVERHANG
  }
  const runs = cell.lines.flatMap((line) => line.runs)
  const used = new Set(runs.map(columnOf))
  const sideBySide = cell.lines.some((line) => new Set(line.runs.map(columnOf)).size > 1)
  if (used.size < 2 || !sideBySide || !runs.every(keeps)) return [cell]
  return Array.from({ length: cell.columnSpan }, (_, offset) => {
    const column = cell.column + offset
    const lines = cell.lines
      .map(({ line, runs }) => ({ line, runs: runs.filter((run) => columnOf(run) === column) }))
      .filter((line) => line.runs.length > 0)
    return { ...cell, column, columnSpan: 1, lines }
  })
}

/** Whether one box holds the other. */
export function holds(outer: BoundingBox, inner: BoundingBox): boolean {
  return (
    outer.x <= inner.x && outer.y <= inner.y && right(outer) >= right(inner) && bottom(outer) >= bottom(inner)
  )
}

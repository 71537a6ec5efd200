import type { Lattice } from './lattice.ts'
import { boxOf, intervalOf } from './lattice-contents.ts'
import type { Line, Run } from './lines.ts'
import { isValueRun } from './runs.ts'

/** Share of the grid's rows that need a label beside them for the labels to be its first column. */
const LABELLED = 0.7
/** Points from a label's end to the grid: farther is other text. */
const REACH = 60

/** A grid that is drawn around the values only gets the labels on its left as a column. */
export function withLabelsOutside(lattice: Lattice, lines: readonly Line[]): Lattice {
  const rows = lattice.ys.length - 1
  const { x, y, height } = boxOf(lattice)
  if (!startsWithValues(lattice, lines)) return lattice
  const labels = new Map<number, Run>()
  for (const line of lines) {
    const middle = (line.top + line.bottom) / 2
    if (middle < y || middle > y + height) continue
    const beside = line.runs.filter((run) => run.right <= x + 1)
    const [label] = beside
    if (label === undefined || beside.length > 1 || x - label.right > 4 * REACH) continue
    labels.set(intervalOf(lattice.ys, middle), label)
  }
  const nearest = Math.min(...[...labels.values()].map((label) => x - label.right))
  if (labels.size < LABELLED * rows || nearest > REACH) return lattice
  const left = Math.min(...[...labels.values()].map((label) => label.left)) - 1
  return {
    ...lattice,
    xs: [left, ...lattice.xs],
    cells: [
      ...lattice.cells.map((cell) => ({ ...cell, column: cell.column + 1 })),
      ...Array.from({ length: rows }, (_, row) => ({ row, column: 0, rowSpan: 1, columnSpan: 1 })),
    ].sort((a, b) => a.row - b.row || a.column - b.column),
  }
}

function startsWithValues(lattice: Lattice, lines: readonly Line[]): boolean {
  const { y, height } = boxOf(lattice)
  const [left = 0, right = 0] = lattice.xs
  const inside = lines
    .filter((line) => line.top >= y && line.bottom <= y + height)
    .flatMap((line) => line.runs.filter((run) => run.left >= left - 1 && run.right <= right + 1))
  return inside.length > 0 && inside.filter(isValueRun).length * 2 > inside.length
}

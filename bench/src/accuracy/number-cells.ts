import { CellGrid } from './cell-grid.ts'
import { Multiset } from './multiset.ts'

export interface NumberCellScore {
  readonly total: number
  readonly found: number
}

/** Truth cells that hold a digit and are not their row's label: found when a predicted row of the same label has the text. */
export function scoreNumberCells(truth: CellGrid, predicted: CellGrid | undefined): NumberCellScore {
  const labels = truth.rowLabels()
  const labelCells = new Set(labels.values())
  const available = predicted ? labelledCells(predicted) : new Multiset()
  let total = 0
  let found = 0
  for (const [cell, rows] of rowsOfCells(truth)) {
    const text = truth.texts[cell] ?? ''
    if (!/\p{Nd}/u.test(text) || labelCells.has(cell)) continue
    total += 1
    const hit = rows.some((row) => available.take(labelled(truth, labels.get(row), text)))
    if (hit) found += 1
  }
  return { total, found }
}

function labelledCells(grid: CellGrid): Multiset {
  const labels = grid.rowLabels()
  const available = new Multiset()
  for (const [cell, rows] of rowsOfCells(grid)) {
    for (const row of rows) {
      const label = labels.get(row)
      if (cell !== label) available.add(labelled(grid, label, grid.texts[cell] ?? ''))
    }
  }
  return available
}

function labelled(grid: CellGrid, label: number | undefined, text: string): string {
  return `${label === undefined ? '' : grid.texts[label]}\u0000${text}`
}

/** Each cell with the rows that it covers, ascending. */
function rowsOfCells(grid: CellGrid): Map<number, number[]> {
  const rows = new Map<number, Set<number>>()
  for (const place of grid.places) {
    const known = rows.get(place.cell)
    if (known) known.add(place.row)
    else rows.set(place.cell, new Set([place.row]))
  }
  return new Map([...rows].map(([cell, set]) => [cell, [...set].sort((a, b) => a - b)]))
}

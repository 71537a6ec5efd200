import { CellGrid, type GridPlace } from './cell-grid.ts'
import { Multiset } from './multiset.ts'

/** Two neighbouring cells of a grid, by their index; `key` is what is compared: texts, direction, blanks between. */
export interface Neighbours {
  readonly from: number
  readonly to: number
  readonly direction: 'H' | 'V'
  readonly key: string
}

/**
 * Adjacency relations of the ICDAR 2013 table competition (Göbel, Hassan, Oro, Orsi): each cell with its nearest
 * non-blank neighbour to the right and below: (text, text, direction, blanks between). A pair of cells counts once a direction.
 */
export function adjacencyRelations(grid: CellGrid): Multiset {
  const relations = new Multiset()
  for (const { key } of neighbours(grid)) relations.add(key)
  return relations
}

export function neighbours(grid: CellGrid): Neighbours[] {
  const found: Neighbours[] = []
  const seen = new Set<string>()
  const rows = lines(grid, (place) => place.row)
  const columns = lines(grid, (place) => place.column)
  walk(rows, 'H', (place) => place.column)
  walk(columns, 'V', (place) => place.row)
  return found

  function walk(along: GridPlace[][], direction: 'H' | 'V', position: (place: GridPlace) => number): void {
    for (const line of along) {
      line.sort((a, b) => position(a) - position(b))
      for (const [index, to] of line.entries()) {
        const from = line[index - 1]
        if (from === undefined || from.cell === to.cell) continue
        const pair = `${from.cell} ${to.cell} ${direction}`
        if (seen.has(pair)) continue
        seen.add(pair)
        const blanks = position(to) - position(from) - 1
        const key = [grid.texts[from.cell], grid.texts[to.cell], direction, blanks].join('\u0000')
        found.push({ from: from.cell, to: to.cell, direction, key })
      }
    }
  }
}

/** Places grouped by row or by column, in ascending order. */
function lines(grid: CellGrid, key: (place: GridPlace) => number): GridPlace[][] {
  const groups = new Map<number, GridPlace[]>()
  for (const place of grid.places) {
    const group = groups.get(key(place))
    if (group) group.push(place)
    else groups.set(key(place), [place])
  }
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group)
}

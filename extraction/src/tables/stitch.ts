import type { Segment } from '../model.ts'
import { continuesFrom } from './continues.ts'
import type { FoundCell, FoundTable } from './found-table.ts'

/** A table over all its pages. Its cells know their page; segments say which rows stand where. */
export interface WholeTable {
  readonly parts: readonly FoundTable[]
  readonly rows: number
  readonly cells: readonly PlacedCell[]
  readonly segments: readonly Segment[]
}

export interface PlacedCell extends FoundCell {
  readonly page: number
}

/** Tables that go on over pages become one; a repeated header is dropped. */
export function stitched(tables: readonly FoundTable[]): WholeTable[] {
  const chains: FoundTable[][] = []
  for (const table of tables) {
    const chain = chains.find((parts) => {
      const last = parts.at(-1)
      return last !== undefined && continuesFrom(last, table)
    })
    if (chain) chain.push(table)
    else chains.push([table])
  }
  return chains.map(wholeTable)
}

/** Each table by itself. */
export function unstitched(tables: readonly FoundTable[]): WholeTable[] {
  return tables.map((table) => wholeTable([table]))
}

function wholeTable(parts: readonly FoundTable[]): WholeTable {
  const cells: PlacedCell[] = []
  const segments: Segment[] = []
  let rows = 0
  for (const [index, part] of parts.entries()) {
    const dropped = index === 0 ? 0 : part.headerRows
    for (const cell of part.cells) {
      if (cell.row >= dropped) cells.push({ ...cell, row: cell.row - dropped + rows, page: part.page })
    }
    const count = part.rows - dropped
    if (count > 0)
      segments.push({ page: part.page, bbox: part.bbox, first_row: rows, last_row: rows + count - 1 })
    rows += count
  }
  return { parts, rows, cells, segments }
}

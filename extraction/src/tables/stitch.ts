import type { Segment } from '../model.ts'
import { carriedRows } from './carried-rows.ts'
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

/** Tables that go on over pages become one; a repeated header is dropped, and so are rows that only carry over. */
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
    const { first, past } = keptRows(parts, index)
    for (const cell of part.cells) {
      if (cell.row >= first && cell.row < past)
        cells.push({ ...cell, row: cell.row - first + rows, page: part.page })
    }
    const count = past - first
    if (count > 0)
      segments.push({ page: part.page, bbox: part.bbox, first_row: rows, last_row: rows + count - 1 })
    rows += count
  }
  return { parts, rows, cells, segments }
}

/** A part's rows without the header that it repeats and without what is only carried over the break before and after it. */
function keptRows(parts: readonly FoundTable[], index: number): { first: number; past: number } {
  const [before, part, after] = [parts[index - 1], parts[index], parts[index + 1]]
  if (part === undefined) return { first: 0, past: 0 }
  const broughtRow = before === undefined ? undefined : carriedRows(before, part)?.below
  const carriedRow = after === undefined ? undefined : carriedRows(part, after)?.above
  const header = index === 0 ? 0 : part.headerRows
  return { first: broughtRow === undefined ? header : broughtRow + 1, past: carriedRow ?? part.rows }
}

import type { Cell, TableArtifact } from '../api/documents.ts'

/** What is looked at: a page, and on it a table and a cell, which the grid and the page image show alike. */
export interface Selection {
  readonly page: number
  readonly tableId: string | null
  readonly cell: Position | null
}

export interface Position {
  readonly row: number
  readonly column: number
}

export const NOTHING: Selection = { page: 1, tableId: null, cell: null }

export const onTable = (table: TableArtifact): Selection => ({
  page: table.page,
  tableId: table.id,
  cell: null,
})

export const onCell = (table: TableArtifact, { page, row, column }: Cell): Selection => ({
  page,
  tableId: table.id,
  cell: { row, column },
})

/** Another page: with the first table that stands on it, the one looked at if it goes on there. */
export function onPage(page: number, tables: readonly TableArtifact[], current: Selection): Selection {
  const here = tables.filter((table) => standsOn(table, page))
  const table = here.find(({ id }) => id === current.tableId) ?? here[0]
  return { page, tableId: table?.id ?? null, cell: null }
}

export const standsOn = (table: TableArtifact, page: number): boolean =>
  table.page === page || table.segments.some((segment) => segment.page === page)

/** The cell that covers a position. */
export const cellAt = (table: TableArtifact, { row, column }: Position): Cell | undefined =>
  table.table.cells.find(
    (cell) =>
      row >= cell.row &&
      row < cell.row + cell.row_span &&
      column >= cell.column &&
      column < cell.column + cell.column_span,
  )

/** The cells that add up to a cell, where a check has it as its total. */
export const addendsOf = (table: TableArtifact, { row, column }: Position): Cell[] =>
  table.table.checks
    .filter(({ total }) => total.row === row && total.column === column)
    .flatMap(({ addends }) => addends.map((addend) => cellAt(table, addend)))
    .filter((cell) => cell !== undefined)

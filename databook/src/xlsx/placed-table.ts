import type { CellPosition, TableArtifact } from '@ledger-lift/extraction/model'
import { looksOf, type Looks } from './number-format.ts'
import { sheetName } from './sheet-names.ts'
import type { Place } from './sheet-draft.ts'

/** Title, source, units, way back and a blank row stand above the grid. */
export const GRID_TOP = 5

/** A table with its sheet: the one that knows where a cell of the table stands in the workbook. */
export interface PlacedTable {
  readonly artifact: TableArtifact
  readonly number: number
  readonly sheet: string
  readonly looks: Looks
}

export const placeTable = (artifact: TableArtifact, index: number): PlacedTable => ({
  artifact,
  number: index + 1,
  sheet: sheetName(artifact, index),
  looks: looksOf(artifact.table),
})

export const placeOf = ({ sheet }: PlacedTable, { row, column }: CellPosition): Place => ({
  sheet,
  row: row + GRID_TOP,
  column,
})

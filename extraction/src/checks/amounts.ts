import type { Cell } from '../model.ts'
import { decimal, ZERO, type Decimal } from './decimal.ts'

/** A table's grid, as checks see it. */
export interface CheckedGrid {
  readonly rows: number
  readonly columns: number
  readonly header_rows: number
  readonly cells: readonly Cell[]
}

/**
 * The amounts of a grid by place: null where a cell holds none, zero where it holds a dash. A percentage is no amount: beside
 * sums that tie stand changes and margins that never add up.
 */
export class Amounts {
  readonly #places: readonly (readonly (Decimal | null)[])[]
  readonly #printed: readonly (readonly boolean[])[]
  readonly grid: CheckedGrid

  constructor(grid: CheckedGrid) {
    this.grid = grid
    const places = Array.from({ length: grid.rows }, () => new Array<Decimal | null>(grid.columns).fill(null))
    const printed = Array.from({ length: grid.rows }, () => new Array<boolean>(grid.columns).fill(false))
    for (const cell of grid.cells) {
      const [row, marks] = [places[cell.row], printed[cell.row]]
      if (row === undefined || marks === undefined || cell.column_span > 1 || cell.row_span > 1) continue
      marks[cell.column] = cell.text !== ''
      if (cell.value?.kind === 'number' && cell.value.unit === undefined)
        row[cell.column] = decimal(cell.value.amount)
      else if (cell.value?.kind === 'nil') row[cell.column] = ZERO
    }
    this.#places = places
    this.#printed = printed
  }

  at(row: number, column: number): Decimal | null {
    return this.#places[row]?.[column] ?? null
  }

  /** Whether the cell holds anything at all. */
  isPrinted(row: number, column: number): boolean {
    return this.#printed[row]?.[column] ?? false
  }

  /** Columns in which at least so many body rows hold an amount. */
  numericColumns(least = 2): number[] {
    return Array.from({ length: this.grid.columns }, (_, column) => column).filter(
      (column) => this.rowsWith(column).length >= least,
    )
  }

  rowsWith(column: number): number[] {
    return Array.from({ length: this.grid.rows }, (_, row) => row).filter(
      (row) => this.at(row, column) !== null,
    )
  }
}

import type { ScoredCell } from './predicted-table.ts'

const WHITE_SPACE = /[\s\u00a0\u200b\u200c\u200d\ufeff\u00ad]+/gu

/** Competition rule 0: texts are compared without white space and in upper case. */
export function comparedText(text: string): string {
  return text.replace(WHITE_SPACE, '').toUpperCase()
}

export interface GridPlace {
  readonly row: number
  readonly column: number
  /** Index into `texts`: two places of one spanning cell have the same. */
  readonly cell: number
}

/** The non-blank cells of a table by their place; a spanning cell stands on every place that it covers. */
export class CellGrid {
  readonly texts: string[] = []
  readonly #places = new Map<string, GridPlace>()
  rows = 0
  columns = 0

  constructor(cells: readonly ScoredCell[]) {
    for (const cell of cells) {
      const text = comparedText(cell.text)
      if (text === '') continue
      this.texts.push(text)
      this.#cover(cell, this.texts.length - 1)
    }
  }

  get places(): Iterable<GridPlace> {
    return this.#places.values()
  }

  /** For each row the leftmost cell on it. */
  rowLabels(): Map<number, number> {
    const leftmost = new Map<number, GridPlace>()
    for (const place of this.places) {
      const known = leftmost.get(place.row)
      if (known === undefined || place.column < known.column) leftmost.set(place.row, place)
    }
    return new Map([...leftmost].map(([row, place]) => [row, place.cell]))
  }

  #cover(cell: ScoredCell, index: number): void {
    for (let row = cell.row; row < cell.row + Math.max(1, cell.rowspan ?? 1); row++) {
      for (let column = cell.col; column < cell.col + Math.max(1, cell.colspan ?? 1); column++) {
        this.#places.set(`${row},${column}`, { row, column, cell: index })
        this.rows = Math.max(this.rows, row + 1)
        this.columns = Math.max(this.columns, column + 1)
      }
    }
  }
}

import { bottom, right, roundedBox, unionAll } from '../geometry/box.ts'
import type { BoundingBox, CellRole } from '../model.ts'
import type { Word } from '../read/page-content.ts'
import type { FoundCell } from './found-table.ts'
import { footnoteMarks } from '../values/footnote-marks.ts'
import { isLeader } from './word-joins.ts'

/** A grid with its filled cells; the empty ones follow. */
export interface Draft {
  readonly rows: number
  readonly columns: number
  readonly headerRows: number
  readonly cells: readonly DraftCell[]
}

export interface DraftCell {
  readonly row: number
  readonly column: number
  readonly rowSpan: number
  readonly columnSpan: number
  /** Its words, a line each. */
  readonly lines: readonly (readonly Word[])[]
}

/** All cells of the grid, empty ones included, in reading order; one that would lie on an earlier cell is cut to what is free. */
export function tiledCells(draft: Draft): FoundCell[] {
  const owner = new Array<PlacedDraft | undefined>(draft.rows * draft.columns)
  const placed = draft.cells
    .toSorted((a, b) => a.row - b.row || a.column - b.column)
    .map((cell) => place(cell, draft, owner))
    .filter((cell) => cell !== null)
  const areas = new CellAreas(draft, placed)
  const filled = placed.map((cell) => foundCell(cell, draft, areas))
  const empty = emptyPlaces(draft, owner).map((cell) => foundCell(cell, draft, areas))
  return [...filled, ...empty].sort((a, b) => a.row - b.row || a.column - b.column)
}

/** A cell with its place, which may take in the words of others. */
interface PlacedDraft extends DraftCell {
  columnSpan: number
  readonly lines: (readonly Word[])[]
}

function place(cell: DraftCell, draft: Draft, owner: (PlacedDraft | undefined)[]): PlacedDraft | null {
  let { rowSpan, columnSpan } = cell
  const free = (row: number, column: number) =>
    row < draft.rows && column < draft.columns && owner[row * draft.columns + column] === undefined
  if (!free(cell.row, cell.column)) {
    const taken = owner[cell.row * draft.columns + cell.column]
    if (taken === undefined) return null
    if (taken.column === cell.column || taken.row < cell.row) {
      // Nothing that is printed is lost: what has no place of its own stands with what has it.
      taken.lines.push(...cell.lines)
      return null
    }
    const end = taken.column + taken.columnSpan
    taken.columnSpan = cell.column - taken.column
    for (let row = taken.row; row < taken.row + taken.rowSpan; row++)
      owner.fill(undefined, row * draft.columns + cell.column, row * draft.columns + end)
  }
  const isFree = () => {
    for (let row = cell.row; row < cell.row + rowSpan; row++)
      for (let column = cell.column; column < cell.column + columnSpan; column++)
        if (!free(row, column)) return false
    return true
  }
  while (rowSpan > 1 && !isFree()) rowSpan -= 1
  while (columnSpan > 1 && !isFree()) columnSpan -= 1
  const placed = { ...cell, rowSpan, columnSpan, lines: [...cell.lines] }
  for (let row = cell.row; row < cell.row + rowSpan; row++)
    for (let column = cell.column; column < cell.column + columnSpan; column++)
      owner[row * draft.columns + column] = placed
  return placed
}

function emptyPlaces(draft: Draft, owner: readonly (DraftCell | undefined)[]): DraftCell[] {
  const empty: DraftCell[] = []
  for (let row = 0; row < draft.rows; row++) {
    for (let column = 0; column < draft.columns; column++) {
      if (owner[row * draft.columns + column] === undefined)
        empty.push({ row, column, rowSpan: 1, columnSpan: 1, lines: [] })
    }
  }
  return empty
}

function foundCell(cell: DraftCell, draft: Draft, areas: CellAreas): FoundCell {
  const { row, column, rowSpan, columnSpan } = cell
  const box = unionAll(cell.lines.flat().map((word) => word.bbox)) ?? areas.of(cell)
  const marks = marksOf(cell.lines)
  return {
    row,
    column,
    rowSpan,
    columnSpan,
    role: roleOf(cell, draft),
    text: lineTexts(cell.lines, (word) => !marks.has(word)),
    ...(marks.size === 0 ? {} : { marks: [...marks.values()].flat() }),
    plain: lineTexts(cell.lines, (word) => !word.superscript),
    bbox: roundedBox(box),
  }
}

/** The raised words that are footnote marks. What holds nothing else keeps them as its text. */
function marksOf(lines: DraftCell['lines']): Map<Word, string[]> {
  const marks = new Map<Word, string[]>()
  for (const line of lines) {
    let before = ''
    for (const word of line) {
      const read = word.superscript ? footnoteMarks(word.text, before) : null
      if (read === null) before = word.text
      else marks.set(word, read)
    }
  }
  return marks.size === lines.flat().length ? new Map() : marks
}

function roleOf(cell: DraftCell, draft: Draft): CellRole {
  if (cell.row < draft.headerRows) return 'header'
  return cell.column === 0 ? 'label' : 'body'
}

/** Where an empty cell lies: what its column's and its row's filled cells span. */
class CellAreas {
  readonly #columns: readonly (BoundingBox | null)[]
  readonly #rows: readonly (BoundingBox | null)[]
  readonly #all: BoundingBox

  constructor(draft: Draft, cells: readonly DraftCell[]) {
    const boxes = cells.map((cell) => ({ cell, box: unionAll(cell.lines.flat().map((word) => word.bbox)) }))
    const of = (test: (cell: DraftCell) => boolean) =>
      unionAll(boxes.flatMap(({ cell, box }) => (box !== null && test(cell) ? [box] : [])))
    this.#columns = byIndex(draft.columns, boxes, (cell) => (cell.columnSpan === 1 ? cell.column : -1))
    this.#rows = byIndex(draft.rows, boxes, (cell) => (cell.rowSpan === 1 ? cell.row : -1))
    this.#all = of(() => true) ?? { x: 0, y: 0, width: 0, height: 0 }
  }

  of(cell: DraftCell): BoundingBox {
    const column = this.#columns[cell.column] ?? this.#all
    const row = this.#rows[cell.row] ?? this.#all
    return { x: column.x, y: row.y, width: right(column) - column.x, height: bottom(row) - row.y }
  }
}

function byIndex(
  count: number,
  boxes: readonly { cell: DraftCell; box: BoundingBox | null }[],
  index: (cell: DraftCell) => number,
): (BoundingBox | null)[] {
  const groups: BoundingBox[][] = Array.from({ length: count }, () => [])
  for (const { cell, box } of boxes) if (box !== null) groups[index(cell)]?.push(box)
  return groups.map((group) => unionAll(group))
}

/** Lines joined by spaces; a line that ends with a hyphen goes on without one. */
export function lineTexts(lines: readonly (readonly Word[])[], take: (word: Word) => boolean): string {
  return lines
    .map((line) => lineText(line.filter(take)))
    .filter((text) => text !== '')
    .reduce((all, text) => (all === '' ? text : /\p{L}-$/u.test(all) ? all + text : `${all} ${text}`), '')
}

/** Words as printed; a raised mark follows its word without a space unless that could be read as one number. */
export function lineText(words: readonly Word[]): string {
  let text = ''
  for (const word of words) {
    if (isLeader(word.text)) continue
    const joined = word.superscript && !/\d$/.test(text)
    text += text === '' || joined ? word.text : ` ${word.text}`
  }
  return text
}

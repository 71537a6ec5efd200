import { opensNumber, looksLikeValue } from '../tables/word-joins.ts'
import type { DraftCell } from '../tables/draft.ts'
import type { WordTable } from '../read/docx/word-document.ts'
import { type Line, linesOf } from './words.ts'

export interface Grid {
  readonly rows: number
  readonly columns: number
  /** Rows that Word repeats on every page. */
  readonly repeatedRows: number
  /** With text only. */
  readonly cells: readonly DraftCell[]
}

/**
 * The grid that a reader sees: columns at which no cell begins, empty rows and empty columns are means of spacing, and
 * columns of currency signs and closing brackets belong to the numbers beside them.
 */
export function gridOf({ rows }: WordTable): Grid {
  const cells = rows.flatMap((row, index) =>
    row.cells.map(({ column, columnSpan, rowSpan, blocks }): DraftCell => {
      const paragraphs = blocks.filter((block) => block.kind === 'paragraph')
      return { row: index, column, rowSpan, columnSpan, lines: linesOf(paragraphs) }
    }),
  )
  const filled = cells.filter(({ lines }) => lines.length > 0)
  const edges = [...new Set(filled.flatMap(({ column, columnSpan }) => [column, column + columnSpan]))].sort(
    (a, b) => a - b,
  )
  const at = new Map(edges.map((edge, index) => [edge, index]))
  const placed = filled.map((cell) => {
    const column = at.get(cell.column) ?? 0
    return { ...cell, column, columnSpan: (at.get(cell.column + cell.columnSpan) ?? column + 1) - column }
  })
  const joined = withSignsJoined(placed)
  const repeated = rows.findIndex((row) => !row.header)
  return withoutEmptyLines(joined, rows.length, edges.length - 1, repeated < 0 ? 0 : repeated)
}

const CLOSING = /^(?:[)\]]+%?|%\)?)$/u

/** "$" in a column before its number, ")" or "%" in one behind it: one cell. */
function withSignsJoined(cells: readonly DraftCell[]): readonly DraftCell[] {
  const columns = Map.groupBy(cells, (cell) => (cell.columnSpan === 1 ? cell.column : -1))
  columns.delete(-1)
  let joined = cells
  for (const own of columns.values()) {
    const opens = own.every((cell) => opensNumber(textOf(cell)))
    if (!opens && !own.every((cell) => CLOSING.test(textOf(cell)))) continue
    joined = opens ? joinedTo(joined, own, startOf, endOf, 1) : joinedTo(joined, own, endOf, startOf, -1)
  }
  return joined
}

const startOf = ({ row, column }: DraftCell): string => `${row},${column}`
const endOf = ({ row, column, columnSpan }: DraftCell): string => `${row},${column + columnSpan}`

/** The cells with these signs in the numbers that they touch; as they were where one touches no number. */
function joinedTo(
  cells: readonly DraftCell[],
  signs: readonly DraftCell[],
  touches: (cell: DraftCell) => string,
  touched: (sign: DraftCell) => string,
  side: 1 | -1,
): readonly DraftCell[] {
  const own = new Set(signs)
  const signAt = new Map(signs.map((sign) => [touched(sign), sign]))
  const joined = cells.flatMap((cell) => {
    if (own.has(cell)) return []
    const sign = signAt.get(touches(cell))
    if (sign === undefined || sign.rowSpan !== cell.rowSpan || !isNumber(cell)) return [cell]
    own.delete(sign)
    return [{ ...cell, lines: together(sign, cell, side) }]
  })
  return own.size === 0 ? joined : cells
}

const textOf = ({ lines }: DraftCell): string =>
  lines
    .flat()
    .map(({ text }) => text)
    .join('')

const isNumber = (cell: DraftCell): boolean => looksLikeValue(textOf(cell))

/** A closing bracket stands at its digits, as a printer sets it. */
function together(sign: DraftCell, number: DraftCell, to: number): Line[] {
  const [signs, digits] = [sign.lines.flat(), number.lines.flat()]
  if (to > 0) return [[...signs, ...digits]]
  const last = digits.at(-1)
  if (last === undefined) return [signs]
  return [[...digits.slice(0, -1), { ...last, text: last.text + signs.map(({ text }) => text).join('') }]]
}

/** Rows and columns in which no text begins and ends by itself are left out, and what spans them is shorter. */
function withoutEmptyLines(
  cells: readonly DraftCell[],
  rows: number,
  columns: number,
  repeated: number,
): Grid {
  const byRow = kept(
    cells.map(({ row, rowSpan }) => [row, rowSpan]),
    rows,
  )
  const byColumn = kept(
    cells.map(({ column, columnSpan }) => [column, columnSpan]),
    columns,
  )
  return {
    rows: byRow.rank[rows] ?? 0,
    columns: byColumn.rank[columns] ?? 0,
    repeatedRows: byRow.rank[repeated] ?? 0,
    cells: cells.map((cell) => {
      const [row = 0, rowEnd = 1] = [byRow.rank[cell.row], byRow.rank[cell.row + cell.rowSpan]]
      const [column = 0, columnEnd = 1] = [
        byColumn.rank[cell.column],
        byColumn.rank[cell.column + cell.columnSpan],
      ]
      return {
        ...cell,
        row,
        column,
        rowSpan: Math.max(1, rowEnd - row),
        columnSpan: Math.max(1, columnEnd - column),
      }
    }),
  }
}

/** Which lines stay, as the new index of each edge. A line goes that every text on it also has elsewhere. */
function kept(spans: readonly (readonly [number, number])[], count: number): { rank: number[] } {
  const left = spans.map(([, span]) => span)
  const starts = Map.groupBy(spans.keys(), (index) => spans[index]?.[0])
  let covering: number[] = []
  const stays = Array.from({ length: count }, (_, line) => {
    const reaches = (index: number) => line < (spans[index]?.[0] ?? 0) + (spans[index]?.[1] ?? 0)
    covering = [...covering.filter(reaches), ...(starts.get(line) ?? [])]
    if (covering.some((index) => left[index] === 1)) return true
    for (const index of covering) left[index] = (left[index] ?? 1) - 1
    return false
  })
  const rank = [0]
  for (const stay of stays) rank.push((rank.at(-1) ?? 0) + (stay ? 1 : 0))
  return { rank }
}

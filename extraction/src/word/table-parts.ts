import { roundedBox } from '../geometry/box.ts'
import { describeTable } from '../tables/describe-table.ts'
import { type Draft, type DraftCell, lineText } from '../tables/draft.ts'
import type { FoundTable, Remark } from '../tables/found-table.ts'
import type { FlowTable } from './flow.ts'
import { pageOf, placed, type Places, wordsIn } from './places.ts'
import type { Surroundings } from './surroundings.ts'
import { type Line, NOWHERE } from './words.ts'
import { unionAll } from '../geometry/box.ts'

const VERSION = 1

/** The table as one part for each page that it stands on, rows in order. */
export function tableParts(
  { draft, engine, ruled }: FlowTable,
  { title, above }: Surroundings,
  order: number,
  places: Places,
  pageBefore: number,
): FoundTable[] {
  const thread = `word-${order}`
  return rowsByPage(draft, places, pageBefore).map(({ page, first, last }, index): FoundTable => {
    const part = partOf(draft, first, last, (lines) => placed(lines, page, places))
    const found = describeTable(part, page, `${engine}@${VERSION}`, ruled ? 1 : 0)
    const remarks =
      index === 0 ? [...headerRemarks(found), ...above.map((line) => remarkOf(line, page, places))] : []
    return { ...found, remarks, thread, order, ...(title === null || index > 0 ? {} : { title }) }
  })
}

interface Stretch {
  readonly page: number
  readonly first: number
  last: number
}

/** Rows that stand on one page each; one whose words have no place stays with the row before. */
function rowsByPage(draft: Draft, places: Places, pageBefore: number): Stretch[] {
  const rows = Map.groupBy(draft.cells, (cell) => cell.row)
  const stretches: Stretch[] = []
  const known = pageOf(wordsIn(draft.cells.slice(0, 50)), places) ?? pageBefore
  for (let row = 0; row < draft.rows; row++) {
    const open = stretches.at(-1)
    const page = Math.max(pageOf(wordsIn(rows.get(row) ?? []), places) ?? 0, open?.page ?? 0) || known
    if (open && (open.page === page || row < draft.headerRows)) open.last = row
    else stretches.push({ page, first: row, last: row })
  }
  return stretches
}

/** A cell that reaches over the part's end is cut there: its text is on the page on which it begins. */
function partOf(draft: Draft, first: number, last: number, lay: (lines: readonly Line[]) => Line[]): Draft {
  const own = draft.cells
    .filter(({ row }) => row >= first && row <= last)
    .map((cell): DraftCell => {
      const rowSpan = Math.min(cell.rowSpan, last - cell.row + 1)
      return { ...cell, row: cell.row - first, rowSpan, lines: lay(cell.lines) }
    })
  const cells = withNearBoxes(own)
  return {
    rows: last - first + 1,
    columns: draft.columns,
    headerRows: Math.max(0, Math.min(draft.headerRows - first, last - first + 1)),
    cells,
  }
}

/** Words that were not found are boxed with others of their cell, else of their row, else of their table. */
function withNearBoxes(cells: readonly DraftCell[]): DraftCell[] {
  const boxOf = (near: readonly DraftCell[]) =>
    wordsIn(near)
      .map(({ bbox }) => bbox)
      .find(({ width }) => width > 0)
  const rows = new Map([...Map.groupBy(cells, ({ row }) => row)].map(([row, near]) => [row, boxOf(near)]))
  const any = boxOf(cells)
  if (any === undefined) return [...cells]
  return cells.map((cell) => {
    const bbox = boxOf([cell]) ?? rows.get(cell.row) ?? any
    const lines = cell.lines.map((line) =>
      line.map((word) => (word.bbox.width > 0 ? word : { ...word, bbox })),
    )
    return { ...cell, lines }
  })
}

function headerRemarks(table: FoundTable): Remark[] {
  return table.cells
    .filter((cell) => cell.text !== '' && (cell.row < table.headerRows || cell.row === 0))
    .map(({ text, bbox }) => ({ text, bbox }))
}

function remarkOf(line: Line, page: number, places: Places): Remark {
  const boxes = placed([line], page, places)
    .flat()
    .map(({ bbox }) => bbox)
    .filter(({ width }) => width > 0)
  return { text: lineText(line), bbox: roundedBox(unionAll(boxes) ?? NOWHERE) }
}

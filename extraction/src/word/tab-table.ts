import type { Draft, DraftCell } from '../tables/draft.ts'
import { plainText, type Block, type Paragraph } from '../read/docx/word-document.ts'
import { headerRowsOf, isValue, withTallHeadings } from './header-rows.ts'
import { splitPieces, wordsOf } from './words.ts'

/** Of a tabbed table at least. */
const ROWS = 3
/** Share of the rows that have a value, the heading aside. */
const VALUED = 0.6
/** Characters: a longer line without a tab is text after the table. */
const LONGEST_LABEL = 90

/** A table set with tab stops that begins here, and how many blocks it is made of; null when there is none. */
export function tabTable(blocks: readonly Block[], start: number): { draft: Draft; length: number } | null {
  const rows = tabbedRows(blocks, start)
  const tabbed = rows.filter((row) => row.length > 1)
  if (tabbed.length < ROWS) return null
  const columns = Math.max(...tabbed.map((row) => row.length))
  const cells = rows.flatMap((row, index) => rowCells(row, index, columns))
  const grid = { rows: rows.length, columns, repeatedRows: 0, cells }
  const headerRows = headerRowsOf(grid)
  const body = rows.slice(headerRows).filter((row) => row.length > 1)
  const valued = body.filter((row) => row.slice(1).some((words) => isValue({ lines: [words] })))
  if (valued.length < ROWS - 1 || valued.length < VALUED * body.length) return null
  const draft = { rows: rows.length, columns, headerRows, cells: withTallHeadings(cells, headerRows) }
  return { draft, length: rows.length }
}

type Row = ReturnType<typeof wordsOf>[]

/** The paragraphs with tabs from here on, and the labels alone between them. */
function tabbedRows(blocks: readonly Block[], start: number): Row[] {
  const rows: Row[] = []
  let length = 0
  for (const block of blocks.slice(start)) {
    if (block.kind !== 'paragraph' || !mayBeRow(block)) break
    const row = rowOf(block)
    const isLabel = row.length <= 1
    if (isLabel && (rows.length === 0 || plainText(block).length > LONGEST_LABEL)) break
    rows.push(row)
    if (!isLabel) length = rows.length
  }
  return rows.slice(0, length)
}

const mayBeRow = ({ role, pieces }: Paragraph): boolean =>
  role === 'paragraph' && !pieces.some(({ text }) => text.includes('\n'))

/** Cells by tabs. A row may begin with a tab; one that ends with tabs has no text there. */
function rowOf({ pieces }: Paragraph): Row {
  const cells = splitPieces(pieces, '\t').map(wordsOf)
  while (cells.length > 0 && cells.at(-1)?.length === 0) cells.pop()
  return cells
}

/** Values stand in the last columns: a row with fewer tabs than others skipped none of them but those at its end. */
function rowCells(row: Row, index: number, columns: number): DraftCell[] {
  return row.flatMap((words, column) =>
    words.length === 0 || column >= columns
      ? []
      : [{ row: index, column, rowSpan: 1, columnSpan: 1, lines: [words] }],
  )
}

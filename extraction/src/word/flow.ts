import type { Draft } from '../tables/draft.ts'
import type { TextRole } from '../model.ts'
import type { Block, Paragraph, WordDocument, WordTable } from '../read/docx/word-document.ts'
import { isCaption } from './caption.ts'
import { gridOf } from './grid.ts'
import { headerRowsOf, withTallHeadings } from './header-rows.ts'
import { tabTable } from './tab-table.ts'
import { type Line, linesOf } from './words.ts'

/** What a Word document holds, in order, as its artifacts will be. */
export type FlowItem = FlowTable | FlowText | FlowFigure

export interface FlowTable {
  readonly kind: 'table'
  readonly engine: 'word-table' | 'word-tabs'
  readonly ruled: boolean
  readonly draft: Draft
}

export interface FlowText {
  readonly kind: 'text'
  readonly role: TextRole
  readonly lines: readonly Line[]
}

export interface FlowFigure {
  readonly kind: 'figure'
}

export function flowOf(document: WordDocument): FlowItem[] {
  return [
    ...document.headers.flatMap((paragraph) => textItem(paragraph, 'page_header')),
    ...itemsOf(document.blocks),
    ...document.footnotes.flatMap((block) =>
      block.kind === 'paragraph' ? textItem(block, 'footnote') : itemsOf([block]),
    ),
    ...document.footers.flatMap((paragraph) => textItem(paragraph, 'page_footer')),
  ]
}

function itemsOf(blocks: readonly Block[]): FlowItem[] {
  const items: FlowItem[] = []
  for (let at = 0; at < blocks.length;) {
    const tabbed = tabTable(blocks, at)
    if (tabbed !== null) {
      items.push({ kind: 'table', engine: 'word-tabs', ruled: false, draft: tabbed.draft })
      at += tabbed.length
      continue
    }
    const block = blocks[at]
    if (block?.kind === 'table') items.push(...tableItems(block))
    else if (block?.kind === 'picture') items.push({ kind: 'figure' })
    else if (block?.kind === 'paragraph') items.push(...textItem(block))
    at += 1
  }
  return items
}

/** The table, then the tables and pictures in its cells. One that parts nothing is the paragraphs that it holds. */
function tableItems(table: WordTable): FlowItem[] {
  const inside = table.rows.flatMap((row) => row.cells.flatMap((cell) => cell.blocks))
  const grid = gridOf(table)
  if (grid.rows < 2 || grid.columns < 2) return itemsOf(inside)
  const headerRows = headerRowsOf(grid)
  const cells = table.ruled ? grid.cells : withTallHeadings(grid.cells, headerRows)
  const draft = { rows: grid.rows, columns: grid.columns, headerRows, cells }
  return [
    { kind: 'table', engine: 'word-table', ruled: table.ruled, draft },
    ...itemsOf(inside.filter((block) => block.kind !== 'paragraph')),
  ]
}

function textItem(paragraph: Paragraph, role = roleOf(paragraph)): FlowText[] {
  const lines = linesOf([paragraph])
  return lines.length === 0 ? [] : [{ kind: 'text', role, lines }]
}

function roleOf(paragraph: Paragraph): TextRole {
  if (paragraph.role === 'contents') return 'list_item'
  return paragraph.role === 'paragraph' && isCaption(paragraph) ? 'caption' : paragraph.role
}

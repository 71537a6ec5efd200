import type { Note } from '../../model.ts'

/** A Word document as it is written: blocks in order, deleted and hidden text gone. No pages: Word lays those out anew each time. */
export interface WordDocument {
  readonly blocks: readonly Block[]
  readonly headers: readonly Paragraph[]
  readonly footers: readonly Paragraph[]
  /** Footnotes, then endnotes, in the order of their marks in the text. */
  readonly footnotes: readonly Block[]
  /** Points: of the first section's paper. */
  readonly pageSize: { readonly width: number; readonly height: number }
  readonly notes: readonly Note[]
}

export type Block = Paragraph | WordTable | Picture

export interface Paragraph {
  readonly kind: 'paragraph'
  readonly role: 'heading' | 'list_item' | 'caption' | 'contents' | 'paragraph'
  readonly pieces: readonly Piece[]
}

/** Text of one look. `\t` is a tab, `\n` a line break; the label of a list item is its first piece. */
export interface Piece {
  readonly text: string
  readonly raised: boolean
}

export interface WordTable {
  readonly kind: 'table'
  /** Lines are drawn between its rows and between its columns. */
  readonly ruled: boolean
  readonly rows: readonly WordRow[]
}

export interface WordRow {
  /** Word repeats it on every page. */
  readonly header: boolean
  /** In order; what a cell from above covers has none. */
  readonly cells: readonly WordCell[]
}

export interface WordCell {
  /** Grid column at which it begins. */
  readonly column: number
  readonly columnSpan: number
  readonly rowSpan: number
  readonly blocks: readonly Block[]
}

export interface Picture {
  readonly kind: 'picture'
}

export const plainText = (paragraph: Paragraph): string => paragraph.pieces.map(({ text }) => text).join('')

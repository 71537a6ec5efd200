import type { BoundingBox, Note, TextSource } from '../model.ts'

/**
 * One page as read: what every reader (PDF now, OCR and DOCX later) gives and every finder takes.
 * Boxes are in points, top-left origin, after crop box and `/Rotate`.
 */
export interface PageContent {
  readonly number: number
  readonly width: number
  readonly height: number
  readonly rotation: number
  readonly textSource: TextSource
  /** In reading order of lines, left to right. */
  readonly words: readonly Word[]
  /** Straight lines drawn on the page: strokes, thin fills, sides of drawn rectangles, rows of underscores. */
  readonly rules: readonly Rule[]
  /** Filled areas that are not thin: background bands, shaded cells. */
  readonly fills: readonly Fill[]
  readonly images: readonly BoundingBox[]
  /** Bounds of curves and slanted strokes: the material of charts. */
  readonly drawings: readonly BoundingBox[]
  readonly notes: readonly Note[]
  /** Why the page's own text may not be what it shows; absent where nothing speaks against it. */
  readonly doubt?: TextDoubt
}

/**
 * `none`: there is ink and no text. `garbled`: codes of characters say nothing. `hidden`: text recognised by whoever
 * scanned the page lies unseen under its picture. `covered`: a picture fills the page and hardly a word stands on it.
 */
export type TextDoubt = 'none' | 'garbled' | 'hidden' | 'covered'

export interface Word {
  readonly text: string
  /** From the font's ascent to its descent, so words of one line overlap whatever their letters. */
  readonly bbox: BoundingBox
  /** Points. */
  readonly fontSize: number
  readonly bold: boolean
  readonly italic: boolean
  /** Stable within a document. */
  readonly font: string
  /** A raised, smaller mark: a footnote reference, kept apart from the number that it follows. */
  readonly superscript: boolean
  /** y of the line that the letters stand on. */
  readonly baseline: number
  /** Reading direction in degrees clockwise from left-to-right: 0, 90, 180, 270. */
  readonly direction: 0 | 90 | 180 | 270
  /** 0..1, how surely it was recognised in a picture; absent for text that the file spells out. */
  readonly confidence?: number
}

export interface Rule {
  readonly orientation: 'horizontal' | 'vertical'
  /** y of a horizontal, x of a vertical rule: its centre. */
  readonly position: number
  readonly start: number
  readonly end: number
  readonly thickness: number
}

export interface Fill {
  readonly bbox: BoundingBox
  /** 0 black .. 1 white. */
  readonly lightness: number
}

import type { Pdfium } from './pdfium.ts'
import { isLetter } from './unicode.ts'

/** In sizes of the font: the room that a glyph's advance leaves on either side of its ink. */
const SIDE_BEARING = 0.06
/** In sizes of the font: floats that mean the same place. */
const SAME = 0.001

/**
 * A ligature whose font explains it as several letters. PDFium shares out the glyph's ink among them, where other
 * letters' boxes are as wide as their advance: without its bearing, the letter behind seems to stand apart.
 */
export class GlyphParts {
  readonly #pdfium: Pdfium
  readonly #text: number
  #object = 0
  #start = NaN
  #end = NaN

  constructor(pdfium: Pdfium, text: number) {
    this.#pdfium = pdfium
    this.#text = text
  }

  /** By how much the letter's box, and the one before it, is too narrow on either side: points, 0 as a rule. */
  bearing(index: number, code: number, start: number, end: number, object: number, size: number): number {
    const near = SAME * size
    const parts =
      object === this.#object &&
      Math.abs(start - this.#end) < near &&
      Math.abs(end - start - (this.#end - this.#start)) < near &&
      isLetter(code) &&
      this.#isInk(index)
    this.#object = object
    this.#start = start
    this.#end = end
    return parts ? SIDE_BEARING * size : 0
  }

  /** The box of a whole glyph reaches from the font's descent to its ascent. */
  #isInk(index: number): boolean {
    const { c, slab } = this.#pdfium
    const { at } = slab
    if (c.FPDFText_GetLooseCharBox(this.#text, index, at) === 0) return false
    const [, top = 0, , bottom = 0] = slab.floats
    if (c.FPDFText_GetCharBox(this.#text, index, at, at + 8, at + 16, at + 24) === 0) return false
    const [, , low = 0, high = 0] = slab.doubles
    return Math.abs(top - high) < 0.01 && Math.abs(bottom - low) < 0.01
  }
}

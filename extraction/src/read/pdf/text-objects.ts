import { containsPoint } from '../../geometry/box.ts'
import { compose, mapX, mapY, type Matrix } from '../../geometry/matrix.ts'
import { directionOf, readingFrame } from '../../geometry/page-space.ts'
import type { Extent } from './clip.ts'
import { Fonts } from './fonts.ts'
import type { Glyphs, GlyphStyle } from './glyphs.ts'
import { lightnessOf, WHITE } from './lightness.ts'
import type { PageFrame } from './page-frame.ts'
import type { Pdfium } from './pdfium.ts'
import type { PageObjects } from './read-objects.ts'

/** What turns the characters of one text object into glyphs. */
export interface TextObject {
  /** Index of its style. */
  readonly style: number
  /** What of the page it can be seen in, in the file's coordinates. */
  readonly clip: Extent
  /** Place along the line = x · alongX + y · alongY + offset. */
  readonly alongX: number
  readonly alongY: number
  readonly offset: number
  readonly size: number
  /** By how much slanting by the matrix widens each box before the glyph's foot and after its head: points. */
  readonly leanAtFoot: number
  readonly leanAtHead: number
}

/** Points: nobody can see smaller letters, nor those of a matrix that maps them to a line. */
const SMALLEST = 0.1

/** Render modes of ISO 32000-1, table 106. */
const FILL_AND_STROKE = 2
const INVISIBLE = 3
const INVISIBLE_CLIP = 7

/** The text objects of a page, described when their first character is met. */
export class TextObjects {
  readonly #pdfium: Pdfium
  readonly #text: number
  readonly #frame: PageFrame
  readonly #objects: PageObjects
  readonly #fonts: Fonts
  readonly #into: Glyphs
  readonly #known = new Map<number, TextObject>()

  constructor(pdfium: Pdfium, text: number, frame: PageFrame, objects: PageObjects, into: Glyphs) {
    this.#pdfium = pdfium
    this.#text = text
    this.#frame = frame
    this.#objects = objects
    this.#fonts = new Fonts(pdfium)
    this.#into = into
  }

  /** @param index of one of its characters */
  of(object: number, index: number): TextObject {
    let known = this.#known.get(object)
    if (known === undefined) {
      known = this.#describe(object, index)
      this.#known.set(object, known)
    }
    return known
  }

  #describe(object: number, index: number): TextObject {
    const { c, slab } = this.#pdfium
    const { space, visible } = this.#frame
    const matrix = this.#matrix(index)
    const right = { x: space.a * matrix.a + space.c * matrix.b, y: space.b * matrix.a + space.d * matrix.b }
    const direction = directionOf(right.x, right.y)
    const turn = readingFrame(direction)
    const frame = compose(space, turn)
    c.FPDFText_GetCharOrigin(this.#text, index, slab.at, slab.at + 8)
    const [originX = 0, originY = 0] = slab.doubles
    const size = c.FPDFText_GetFontSize(this.#text, index) * Math.hypot(matrix.c, matrix.d)
    const font = this.#fonts.of(object)
    const mode = c.FPDFTextObj_GetTextRenderMode(object)
    const slope = (turn.b * right.x + turn.d * right.y) / (turn.a * right.x + turn.c * right.y)
    const baseline = mapY(frame, originX, originY)
    const degenerate = !(size > SMALLEST) || !Number.isFinite(size + slope + baseline)
    const style: GlyphStyle = {
      font: font.name,
      size,
      bold: font.bold || mode === FILL_AND_STROKE,
      italic: font.italic,
      direction,
      slope,
      baseline,
      ascent: font.ascent * size,
      descent: font.descent * size,
      invisible: mode === INVISIBLE || mode === INVISIBLE_CLIP,
      unseen:
        degenerate || this.#isUnseen(object, mapX(space, originX, originY), mapY(space, originX, originY)),
    }
    return {
      style: this.#into.styles.push(style) - 1,
      clip: this.#objects.textClips.get(object) ?? visible,
      alongX: frame.a,
      alongY: frame.c,
      offset: frame.e,
      size,
      ...this.#leanOf(index, matrix, originY),
    }
  }

  #matrix(index: number): Matrix {
    const { c, slab } = this.#pdfium
    c.FPDFText_GetMatrix(this.#text, index, slab.at)
    const m = slab.floats
    return { a: m[0] ?? 1, b: m[1] ?? 0, c: m[2] ?? 0, d: m[3] ?? 1, e: 0, f: 0 }
  }

  /** Of no ink, or white where nothing darker lies beneath. */
  #isUnseen(object: number, x: number, y: number): boolean {
    const lightness = lightnessOf(this.#pdfium, this.#pdfium.c.FPDFPageObj_GetFillColor, object)
    if (lightness === null) return true
    if (lightness < WHITE) return false
    const { fills, images, drawings } = this.#objects.ink
    const beneath = (box: Parameters<typeof containsPoint>[0]): boolean => containsPoint(box, x, y)
    return !(fills.some(({ bbox }) => beneath(bbox)) || images.some(beneath) || drawings.some(beneath))
  }

  /** Italics made by slanting the matrix of an upright font: its boxes are all of one height. */
  #leanOf(index: number, matrix: Matrix, originY: number): { leanAtFoot: number; leanAtHead: number } {
    if (matrix.b !== 0 || matrix.d === 0 || matrix.c / matrix.d < LEAST_LEAN) return UPRIGHT
    const { c, slab } = this.#pdfium
    c.FPDFText_GetLooseCharBox(this.#text, index, slab.at)
    const [, top = 0, , bottom = 0] = slab.floats
    const lean = matrix.c / matrix.d
    return { leanAtFoot: (originY - bottom) * lean, leanAtHead: (top - originY) * lean }
  }
}

const LEAST_LEAN = 0.01
const UPRIGHT = { leanAtFoot: 0, leanAtHead: 0 }

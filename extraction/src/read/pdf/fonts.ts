import type { Pdfium } from './pdfium.ts'

export interface Font {
  readonly name: string
  readonly bold: boolean
  readonly italic: boolean
  /** Above and below the baseline, in sizes of the font, both positive. */
  readonly ascent: number
  readonly descent: number
}

/** Font flag bits of ISO 32000-1, table 123. */
const FLAG_ITALIC = 1 << 6
const FLAG_FORCE_BOLD = 1 << 18

const BOLD_NAME = /bold|black|heavy|demi(?!r)|[-,]bd\b/i
const ITALIC_NAME = /italic|oblique|[-,]it\b/i
const SUBSET_TAG = /^[A-Z]{6}\+/

/**
 * Fonts declare anything from nothing to three times their size. Within these bounds the boxes of neighbouring
 * lines, set solid, do not overlap and all words of a line do.
 */
const ASCENT = { least: 0.68, usual: 0.75, most: 0.8 }
const DESCENT = { least: 0.15, usual: 0.2, most: 0.22 }

/** The fonts of one page: handles are only good while it is open. */
export class Fonts {
  readonly #pdfium: Pdfium
  readonly #known = new Map<number, Font>()

  constructor(pdfium: Pdfium) {
    this.#pdfium = pdfium
  }

  of(textObject: number): Font {
    const handle = this.#pdfium.c.FPDFTextObj_GetFont(textObject)
    let font = this.#known.get(handle)
    if (font === undefined) {
      font = handle === 0 ? UNKNOWN : this.#describe(handle)
      this.#known.set(handle, font)
    }
    return font
  }

  #describe(handle: number): Font {
    const { c, slab } = this.#pdfium
    const length = c.FPDFFont_GetBaseFontName(handle, slab.at, slab.size)
    const name = (length > 1 ? slab.latin1(length - 1) : '').replace(SUBSET_TAG, '')
    const flags = c.FPDFFont_GetFlags(handle)
    const weight = c.FPDFFont_GetWeight(handle)
    return {
      name,
      bold:
        BOLD_NAME.test(name) ||
        (flags > 0 && (flags & FLAG_FORCE_BOLD) !== 0) ||
        (name === '' && weight >= 700),
      italic: ITALIC_NAME.test(name) || (flags > 0 && (flags & FLAG_ITALIC) !== 0),
      ascent: within(ASCENT, c.FPDFFont_GetAscent(handle, 1000, slab.at) ? (slab.floats[0] ?? 0) / 1000 : 0),
      descent: within(
        DESCENT,
        c.FPDFFont_GetDescent(handle, 1000, slab.at) ? -(slab.floats[0] ?? 0) / 1000 : 0,
      ),
    }
  }
}

const UNKNOWN: Font = {
  name: '',
  bold: false,
  italic: false,
  ascent: ASCENT.usual,
  descent: DESCENT.usual,
}

function within(bounds: { least: number; usual: number; most: number }, value: number): number {
  if (!(value > 0)) return bounds.usual
  return Math.min(bounds.most, Math.max(bounds.least, value))
}

import { SPACE } from './glyphs.ts'

/** PDFium's stand-in for a hyphen at the end of a line. */
const PDFIUM_HYPHEN = 0x02
/** Stands for a glyph that no table explains. */
export const UNKNOWN = 0xfffd
const SOFT_HYPHEN = 0xad

/** Symbol fonts number their glyphs from U+F000; the ones that documents use as bullets and marks. */
const SYMBOLS: ReadonlyMap<number, number> = new Map([
  [0xf02d, 0x2d],
  [0xf06c, 0x25cf],
  [0xf06e, 0x25a0],
  [0xf06f, 0x25a1],
  [0xf071, 0x2751],
  [0xf075, 0x25c6],
  [0xf076, 0x2756],
  [0xf0a7, 0x25aa],
  [0xf0a8, 0x25fb],
  [0xf0b7, 0x2022],
  [0xf0d8, 0x27a2],
  [0xf0e0, 0x2192],
  [0xf0fc, 0x2713],
  [0xf0fe, 0x2611],
])

const LIGATURES: ReadonlyMap<number, string> = new Map([
  [0xfb00, 'ff'],
  [0xfb01, 'fi'],
  [0xfb02, 'fl'],
  [0xfb03, 'ffi'],
  [0xfb04, 'ffl'],
  [0xfb05, 'st'],
  [0xfb06, 'st'],
])

/** The character that is meant; 0 for what has no place in text. Every kind of white space becomes one. */
export function plainCode(code: number): number {
  if (code > SPACE && code < 0x7f) return code
  if (code === PDFIUM_HYPHEN || code === SOFT_HYPHEN) return 0x2d
  if (isSpace(code)) return SPACE
  if (isControl(code)) return 0
  if (isInvisible(code)) return 0
  if (code >= 0xf000 && code <= 0xf0ff) return SYMBOLS.get(code) ?? code
  return code
}

/** Control codes say nothing: where a font uses them for glyphs, the glyph has to be guessed. */
export const isControl = (code: number): boolean => code < SPACE || (code >= 0x7f && code < 0xa0)

/** At which codes fonts without a table keep their ligatures: TeX's OT1 (11 …) and T1 (27 …), and Adobe's 30 and 31. */
const LIGATURE_CODES: ReadonlyMap<number, { readonly narrow: number; readonly wide: number }> = new Map([
  [11, { narrow: 0xfb00, wide: 0xfb00 }],
  [12, { narrow: 0xfb01, wide: 0xfb01 }],
  [13, { narrow: 0xfb02, wide: 0xfb02 }],
  [14, { narrow: 0xfb03, wide: 0xfb03 }],
  [15, { narrow: 0xfb04, wide: 0xfb04 }],
  [27, { narrow: 0xfb00, wide: 0xfb00 }],
  [28, { narrow: 0xfb01, wide: 0xfb01 }],
  [29, { narrow: 0xfb02, wide: 0xfb02 }],
  [30, { narrow: 0xfb02, wide: 0xfb03 }],
  [31, { narrow: 0xfb01, wide: 0xfb04 }],
])
/** In sizes of the font: two letters are about 0.55 wide, three 0.83. */
const THREE_LETTERS = 0.7

/** The ligature that a control code among letters stands for, by its width in sizes of the font; or UNKNOWN. */
export function ligatureAt(code: number, width: number): number {
  const known = LIGATURE_CODES.get(code)
  if (known === undefined) return UNKNOWN
  return width < THREE_LETTERS ? known.narrow : known.wide
}

export const isLetter = (code: number): boolean =>
  (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || (code >= 0xc0 && code <= 0x24f)

export function textOf(code: number): string {
  return LIGATURES.get(code) ?? String.fromCodePoint(code)
}

function isSpace(code: number): boolean {
  return (
    code === SPACE ||
    code === 0x09 ||
    code === 0x0a ||
    code === 0x0d ||
    code === 0xa0 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  )
}

function isInvisible(code: number): boolean {
  return (
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2069) ||
    code === 0xfeff ||
    code === 0xfffe ||
    code === 0xffff
  )
}

/** U+FFFD, or a private code that no table explains: a reader would see a glyph, a program cannot know which. */
export function isUnreadable(code: number): boolean {
  return code === 0xfffd || (code >= 0xe000 && code <= 0xf8ff)
}

export function isRightToLeft(code: number): boolean {
  return (
    (code >= 0x590 && code <= 0x8ff) ||
    (code >= 0xfb1d && code <= 0xfdff) ||
    (code >= 0xfe70 && code <= 0xfefe)
  )
}

/** Superscript digits and letters with code points of their own. */
export function isRaised(code: number): boolean {
  return (
    code === 0xb9 || code === 0xb2 || code === 0xb3 || code === 0x2070 || (code >= 0x2074 && code <= 0x207f)
  )
}

import { type Glyphs, SPACE } from './glyphs.ts'

export interface Filler {
  readonly text: string
  readonly start: number
  readonly end: number
  /** Index of its last glyph. */
  readonly last: number
}

const DOT = 0x2e
const MIDDLE_DOT = 0xb7
const ELLIPSIS = 0x2026
const UNDERSCORE = 0x5f
const HYPHEN = 0x2d
const EQUALS = 0x3d
const EN_DASH = 0x2013
const EM_DASH = 0x2014

/** So many in a row fill a way; three dots are an ellipsis of prose. */
const LEAST: ReadonlyMap<number, number> = new Map([
  [DOT, 4],
  [MIDDLE_DOT, 4],
  [ELLIPSIS, 2],
  [UNDERSCORE, 3],
  [HYPHEN, 4],
  [EQUALS, 4],
  [EN_DASH, 4],
  [EM_DASH, 4],
])

/** Neighbours in a leader stand at most this far apart, in sizes of the font. */
const WIDEST_GAP = 1.6

/** The row of dots, underscores or dashes that starts with this glyph; null where none does. */
export function fillerAt(glyphs: Glyphs, first: number): Filler | null {
  const { codes, starts, ends, style, styles, count } = glyphs
  const code = codes[first] ?? 0
  const least = LEAST.get(code)
  if (least === undefined) return null
  const own = styles[style[first] ?? -1]
  if (own === undefined) return null
  let seen = 1
  let last = first
  for (let i = first + 1; i < count; i++) {
    if (codes[i] === SPACE) continue
    if (codes[i] !== code) break
    const other = styles[style[i] ?? -1]
    if (other === undefined || other.direction !== own.direction) break
    if (Math.abs(other.baseline - own.baseline) > 0.2 * own.size) break
    const gap = (starts[i] ?? 0) - (ends[last] ?? 0)
    if (gap > WIDEST_GAP * own.size || gap < -0.2 * own.size) break
    seen++
    last = i
  }
  if (seen < least) return null
  return {
    text: String.fromCodePoint(code).repeat(Math.min(seen, 200)),
    start: starts[first] ?? 0,
    end: ends[last] ?? 0,
    last,
  }
}

import { type Glyphs, type GlyphStyle, SPACE } from './glyphs.ts'
import { fillerAt } from './fillers.ts'
import { isRaised, isRightToLeft, textOf } from './unicode.ts'

/** Lines that sink or rise by more than this per point are set at an angle: their letters' boxes overlap. */
export const SLANTED = 0.1

/** A piece of a word as it was drawn: neighbouring glyphs on one baseline. Places in the reading frame. */
export interface Fragment {
  text: string
  start: number
  end: number
  readonly style: GlyphStyle
  /** Dots, underscores or dashes that fill the way from one thing to another. */
  readonly filler: boolean
  /** A raised mark beside what it belongs to. */
  raised: boolean
  /** A space was drawn before it. */
  readonly spaced: boolean
}

/** In sizes of the font. A gap of this much parts words, with or without a space; 0.1 is what Poppler takes too. */
const WORD_GAP = 0.1
/** A drawn space parts words unless kerning has eaten it. */
const SPACE_GAP = 0.03
/** Kerning takes letters back by up to this much; farther back, another word starts. */
const KERN_BACK = 0.45
/** Sideways steps of this much start another line or a raised mark. */
const SAME_BASELINE = 0.08
/** The same letter drawn again within this much of the first thickens it. */
const DRAWN_TWICE = 0.15

/**
 * Cuts the glyphs, in drawing order, wherever a word may end.
 *
 * @param invisible also those drawn without ink: the text layer under a scanned page
 */
export function fragments(glyphs: Glyphs, invisible: boolean): Fragment[] {
  const { codes, starts, ends, style, styles, count } = glyphs
  const found: Fragment[] = []
  let current: Fragment | undefined
  let previous = -1
  let spaced = false
  /** Where the first space after the current glyph starts: more exact than the box of an overhanging italic. */
  let spaceStart = Infinity
  for (let i = 0; i < count; i++) {
    const code = codes[i] ?? 0
    if (code === SPACE) {
      // Only drawn spaces are evidence; generated ones repeat what the gap says.
      if (!spaced && (style[i] ?? -1) >= 0 && !liesOver(glyphs, i, previous)) {
        spaced = true
        spaceStart = starts[i] ?? Infinity
      }
      continue
    }
    const own = styles[style[i] ?? -1]
    if (own === undefined || own.unseen || (own.invisible && !invisible)) continue
    const filler = fillerAt(glyphs, i)
    if (filler !== null) {
      found.push({ ...filler, style: own, filler: true, raised: false, spaced })
      i = filler.last
      current = undefined
      spaced = false
      continue
    }
    const start = starts[i] ?? 0
    const end = ends[i] ?? 0
    const raised = isRaised(code)
    if (current !== undefined && current.raised === raised && isSameLine(current.style, own)) {
      const before = { code: codes[previous] ?? 0, start: starts[previous] ?? 0, end: ends[previous] ?? 0 }
      const sameObject = style[previous] === style[i]
      if (sameObject && before.start === start && before.end === end) {
        // One glyph that stands for several characters.
        current.text += textOf(code)
        continue
      }
      if (!sameObject && before.code === code && Math.abs(before.start - start) < DRAWN_TWICE * own.size)
        continue
      const gap = isRightToLeft(code)
        ? before.start - end
        : start - (spaced ? Math.min(before.end, Math.max(before.start, spaceStart)) : before.end)
      const least = (spaced ? SPACE_GAP : WORD_GAP) * own.size
      const slanted = sameObject && Math.abs(own.slope) > SLANTED && !spaced
      if (spaced && spaceStart > before.start && spaceStart < current.end) current.end = spaceStart
      if (slanted || (gap < least && gap > -KERN_BACK * own.size)) {
        current.text += textOf(code)
        if (start < current.start) current.start = start
        if (end > current.end) current.end = end
        previous = i
        spaced = false
        continue
      }
    }
    current = { text: textOf(code), start, end, style: own, filler: false, raised, spaced }
    found.push(current)
    previous = i
    spaced = false
  }
  return found
}

/**
 * A space of another text object that begins on the glyph before it: the end of a leader under a number. PDFium sorts
 * characters along the line, so it comes in the middle of the number.
 */
function liesOver({ starts, ends, style }: Glyphs, space: number, glyph: number): boolean {
  if (glyph < 0 || style[glyph] === style[space]) return false
  const start = starts[space] ?? 0
  const [from, to] = [starts[glyph] ?? 0, ends[glyph] ?? 0]
  return start >= from && start < (from + to) / 2
}

function isSameLine(a: GlyphStyle, b: GlyphStyle): boolean {
  if (a === b) return true
  if (a.direction !== b.direction) return false
  return Math.abs(a.baseline - b.baseline) <= SAME_BASELINE * Math.max(a.size, b.size)
}

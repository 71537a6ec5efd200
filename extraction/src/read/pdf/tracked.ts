import type { Fragment } from './fragments.ts'
import type { GlyphStyle } from './glyphs.ts'

/** In sizes of the font: the gaps of tracked text are all the same, floats and rounded widths aside. */
const SAME_GAP = 0.02
/** In sizes of the font: wider gaps between digits set columns, between letters words, apart. */
const WIDEST_AMONG_DIGITS = 0.3
const WIDEST_AMONG_LETTERS = 0.8
/** Single characters of one text object that show its tracking. */
const FEWEST = 3

const CHARACTER = /^[\p{L}\p{N}\p{P}\p{Sc}\p{Sm}]$/u
const LETTER = /^\p{L}$/u

/**
 * Characters of one text object that all stand equally far apart, farther than in a word: the object's character spacing.
 * Only drawn spaces part its words.
 */
export function joinTracked(
  fragments: readonly Fragment[],
  join: (a: Fragment, b: Fragment) => Fragment,
): Fragment[] {
  const tracking = trackingOf(fragments)
  const joined: Fragment[] = []
  for (const [i, fragment] of fragments.entries()) {
    const before = fragments[i - 1]
    const last = joined.at(-1)
    if (before !== undefined && last !== undefined && isTracked(before, fragment, tracking))
      joined[joined.length - 1] = join(last, fragment)
    else joined.push(fragment)
  }
  return joined
}

const gapBetween = (a: Fragment, b: Fragment): number => b.start - a.end

const mayBeTracked = (a: Fragment, b: Fragment): boolean =>
  a.style === b.style && !b.spaced && CHARACTER.test(a.text) && CHARACTER.test(b.text)

function isTracked(a: Fragment, b: Fragment, tracking: ReadonlyMap<GlyphStyle, number>): boolean {
  const gap = tracking.get(a.style)
  return (
    gap !== undefined && mayBeTracked(a, b) && Math.abs(gapBetween(a, b) - gap) <= SAME_GAP * a.style.size
  )
}

/** The gap between the characters of each text object that has one. */
function trackingOf(fragments: readonly Fragment[]): Map<GlyphStyle, number> {
  const found = new Map<GlyphStyle, number>()
  for (let from = 0; from < fragments.length;) {
    let to = from + 1
    while (to < fragments.length && isNext(fragments, from, to)) to++
    const run = fragments.slice(from, to)
    const [first, second] = run
    if (run.length >= FEWEST && first !== undefined && second !== undefined) {
      const gap = gapBetween(first, second)
      const widest =
        run.filter(({ text }) => LETTER.test(text)).length >= FEWEST
          ? WIDEST_AMONG_LETTERS
          : WIDEST_AMONG_DIGITS
      if (gap > 0 && gap <= widest * first.style.size) found.set(first.style, gap)
    }
    from = Math.max(from + 1, to - (run.length > 1 ? 1 : 0))
  }
  return found
}

/** Whether the fragment at `to` goes on with the even gaps from `from` on. */
function isNext(fragments: readonly Fragment[], from: number, to: number): boolean {
  const [first, second, before, next] = [
    fragments[from],
    fragments[from + 1],
    fragments[to - 1],
    fragments[to],
  ]
  if (!first || !second || !before || !next || !mayBeTracked(before, next)) return false
  return Math.abs(gapBetween(before, next) - gapBetween(first, second)) <= SAME_GAP * first.style.size
}

import type { Fragment } from './fragments.ts'
import { joinTracked } from './tracked.ts'
import { isRightToLeft } from './unicode.ts'

/** In sizes of the font, see fragments.ts: the same limits, for pieces that were not drawn one after the other. */
const WORD_GAP = 0.1
const SPACE_GAP = 0.03
const OVERLAP = 0.3
const SAME_BASELINE = 0.08
/** A word drawn again within this much of the first thickens it or is its shadow. */
const DRAWN_TWICE = 0.15

/** One line, sorted: words drawn twice are kept once, touching pieces become one word, so do spaced-out letters. */
export function joinLine(fragments: readonly Fragment[]): Fragment[] {
  return joinSpacedOut(joinTracked(joinTouching(dropTwins(fragments)), join))
}

function dropTwins(fragments: readonly Fragment[]): Fragment[] {
  const kept: Fragment[] = []
  for (const fragment of fragments) {
    const twin = kept.findLast((other, i) => i >= kept.length - 3 && isTwin(other, fragment))
    if (twin === undefined) kept.push(fragment)
  }
  return kept
}

function isTwin(a: Fragment, b: Fragment): boolean {
  const near = DRAWN_TWICE * a.style.size
  return a.text === b.text && Math.abs(a.start - b.start) < near && Math.abs(a.end - b.end) < near
}

function joinTouching(fragments: readonly Fragment[]): Fragment[] {
  const joined: Fragment[] = []
  for (const fragment of fragments) {
    const before = joined.at(-1)
    if (before !== undefined && touch(before, fragment)) joined[joined.length - 1] = join(before, fragment)
    else joined.push(fragment)
  }
  return joined
}

function touch(a: Fragment, b: Fragment): boolean {
  if (a.filler || b.filler || a.raised !== b.raised) return false
  const size = Math.max(a.style.size, b.style.size)
  if (Math.abs(a.style.baseline - b.style.baseline) > SAME_BASELINE * size) return false
  const gap = b.start - a.end
  return gap < (a.spaced || b.spaced ? SPACE_GAP : WORD_GAP) * size && gap > -OVERLAP * size
}

function join(a: Fragment, b: Fragment): Fragment {
  const backwards = isRightToLeft(a.text.codePointAt(0) ?? 0) && isRightToLeft(b.text.codePointAt(0) ?? 0)
  const wider = a.end - a.start >= b.end - b.start ? a : b
  return {
    ...wider,
    text: backwards ? b.text + a.text : a.text + b.text,
    start: Math.min(a.start, b.start),
    end: Math.max(a.end, b.end),
    spaced: a.spaced,
  }
}

/** At least so many single letters at even gaps are one word set wide. */
const LEAST_LETTERS = 4
const WIDEST_LETTER_GAP = 0.8
const UNEVEN = 1.6
const LETTER = /^\p{L}$/u

function joinSpacedOut(fragments: readonly Fragment[]): Fragment[] {
  const joined: Fragment[] = []
  for (let i = 0; i < fragments.length;) {
    const run = spacedOutRun(fragments, i)
    if (run >= LEAST_LETTERS) {
      joined.push(fragments.slice(i + 1, i + run).reduce(join, fragments[i] as Fragment))
      i += run
    } else {
      const fragment = fragments[i]
      if (fragment !== undefined) joined.push(fragment)
      i++
    }
  }
  return joined
}

/** How many fragments from here on are single letters of one size at even gaps. */
function spacedOutRun(fragments: readonly Fragment[], from: number): number {
  const first = fragments[from]
  if (first === undefined || !LETTER.test(first.text)) return 0
  let even = 0
  let last = first
  let length = 1
  for (let i = from + 1; i < fragments.length; i++) {
    const next = fragments[i]
    if (next === undefined || !LETTER.test(next.text)) break
    const gap = next.start - last.end
    if (gap > WIDEST_LETTER_GAP * first.style.size || next.style.size !== first.style.size) break
    if (even > 0 && (gap > UNEVEN * even || gap * UNEVEN < even)) break
    even ||= Math.max(gap, 0.01 * first.style.size)
    last = next
    length++
  }
  return length
}

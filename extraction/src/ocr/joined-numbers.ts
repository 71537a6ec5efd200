import type { RecognisedWord } from './recogniser.ts'

const BEFORE = /^[$€£(]*\d{1,3}(?:,\d{3})*,?$/u
const AFTER = /^,?\d{3}(?:,\d{3})*(?:\.\d+)?\)?%?$/u
/** A grouped number without decimals, and one with or without. */
const WHOLE = /^[$€£(]*\d{1,3}(?:,\d{3})+$/u
const WITH_DECIMALS = /^[$€£(]*\d{1,3}(?:,\d{3})+(?:\.(?<decimals>\d+))?\)?%?$/u
const GROUPED = /^\D*\d{1,3}(?:,\d{3})+\D*$/u
/** In heights of a digit: a comma takes .4 of the line, and columns stand farther apart. */
const GAP = 0.75
/** The same behind a comma that was read: the narrowest spaces of print are wider. */
const GAP_BEHIND_COMMA = 0.25
/** The same behind whole groups, where a point is. */
const GAP_BEHIND_GROUPS = 0.6
const SAME_LINE = 0.3

/** Numbers that were read in two words because the comma or the point in them is faint, on a page that groups by commas. */
export function withJoinedNumbers(words: readonly RecognisedWord[]): RecognisedWord[] {
  if (!words.some(({ text }) => GROUPED.test(text))) return [...words]
  const decimals = usualDecimals(words)
  const joined: RecognisedWord[] = []
  for (const word of words) {
    const last = joined.at(-1)
    const sign = last && signBetween(last, word, decimals)
    if (last && sign) joined[joined.length - 1] = together(last, word, sign)
    else joined.push(word)
  }
  return joined
}

/** A grouped number whose decimals are a word of their own has as many as most grouped numbers of the page; 0 for none. */
function usualDecimals(words: readonly RecognisedWord[]): number {
  const counts = words.flatMap(({ text }) => {
    const parts = WITH_DECIMALS.exec(text)?.groups
    return parts ? [parts['decimals']?.length ?? 0] : []
  })
  return counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0
}

/** The sign that parts them if they are one number. */
function signBetween(before: RecognisedWord, after: RecognisedWord, decimals: number): ',' | '.' | null {
  const height = after.bottom - after.top
  const gap = after.left - before.right
  const near = gap > 0 && Math.abs(before.baseline - after.baseline) < SAME_LINE * height
  if (!near) return null
  if (WHOLE.test(before.text) && after.text.match(/^(\d{1,2})\)?%?$/u)?.[1]?.length === decimals)
    return gap < GAP_BEHIND_GROUPS * height ? '.' : null
  const widest = before.text.endsWith(',') ? GAP_BEHIND_COMMA : GAP
  return BEFORE.test(before.text) && AFTER.test(after.text) && gap < widest * height ? ',' : null
}

const together = (before: RecognisedWord, after: RecognisedWord, sign: ',' | '.'): RecognisedWord => ({
  text: `${before.text.replace(/,$/, '')}${sign}${after.text.replace(/^,/, '')}`,
  confidence: Math.min(before.confidence, after.confidence),
  left: before.left,
  top: Math.min(before.top, after.top),
  right: after.right,
  bottom: Math.max(before.bottom, after.bottom),
  baseline: before.baseline,
})

import type { RecognisedWord } from './recogniser.ts'

const BEFORE = /^[$€£(]*\d{1,3}(?:,\d{3})*,?$/u
const AFTER = /^,?\d{3}(?:,\d{3})*(?:\.\d+)?\)?%?$/u
const GROUPED = /^\D*\d{1,3}(?:,\d{3})+\D*$/u
/** In heights of a digit: a comma takes .4 of the line, and columns stand farther apart. */
const GAP = 0.75
/** The same behind a comma that was read: the narrowest spaces of print are wider. */
const GAP_BEHIND_COMMA = 0.25
const SAME_LINE = 0.3

/** Numbers that were read in two words because the comma between them is faint, on a page that groups by commas. */
export function withJoinedNumbers(words: readonly RecognisedWord[]): RecognisedWord[] {
  if (!words.some(({ text }) => GROUPED.test(text))) return [...words]
  const joined: RecognisedWord[] = []
  for (const word of words) {
    const last = joined.at(-1)
    if (last && goOn(last, word)) joined[joined.length - 1] = together(last, word)
    else joined.push(word)
  }
  return joined
}

function goOn(before: RecognisedWord, after: RecognisedWord): boolean {
  const height = after.bottom - after.top
  const gap = after.left - before.right
  return (
    BEFORE.test(before.text) &&
    AFTER.test(after.text) &&
    gap > 0 &&
    gap < (before.text.endsWith(',') ? GAP_BEHIND_COMMA : GAP) * height &&
    Math.abs(before.baseline - after.baseline) < SAME_LINE * height
  )
}

const together = (before: RecognisedWord, after: RecognisedWord): RecognisedWord => ({
  text: `${before.text.replace(/,$/, '')},${after.text.replace(/^,/, '')}`,
  confidence: Math.min(before.confidence, after.confidence),
  left: before.left,
  top: Math.min(before.top, after.top),
  right: after.right,
  bottom: Math.max(before.bottom, after.bottom),
  baseline: before.baseline,
})

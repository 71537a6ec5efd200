import type { Word } from '../read/page-content.ts'
import { isCurrencySign } from '../values/currencies.ts'

/** Dots or underscores that lead the eye from a label to its value. */
const LEADER = /^(?:[._·…‥]{3,}|(?:[._·…] ?){3,}|_{2,})$/u

export function isLeader(text: string): boolean {
  return LEADER.test(text)
}

/** Digits with the signs that stand at a number, nil dashes too: how a value looks, whatever it means. */
const VALUE = /^[([]*[-−–—+]?[$€£¥₹]?[([]*[-−–—+]?(?:\d[\d.,'’]*|\.\d+)[)\]]*%?[)\]]*[-−]?[*†‡]*$/u
const DASHES = /^[-−–—]{1,3}$/u
const OPENING = /^[([]?[-−–—]?(?:[$€£¥₹]|US\$|C\$|A\$)?[([]?[-−–—]?$/u
const CLOSING = /^(?:[)\]]+%?|%\)?|[)\]]?[*†‡]+)$/u

export function looksLikeValue(text: string): boolean {
  return VALUE.test(text) || DASHES.test(text)
}

/** In em: a wider gap parts words of text. A word space is .25, justified up to .6; columns are seldom nearer. */
const TEXT_GAP = 0.62
/** In em: two numbers nearer than this are one number with spaced groups. */
const NUMBER_GAP = 0.34
/** In em: a closing sign this near belongs to the number before it. */
const CLOSING_GAP = 1.6
/** In em: a currency sign this near to the number before it may be its own; farther on it is the next one's. */
const SIGN_AFTER_GAP = 0.3
/** In em: a raised mark this near belongs to the number before it; marks stand under each other, past the widest number. */
const MARK_GAP = 2
/** In em: a currency sign stands as far from its number as the column is wide. */
const OPENING_GAP = 30

/** Whether two neighbours on a line are one run. "$" and "(" reach for the number after them, ")" and "%" for the one before. */
export function joinsAcrossGap(previous: Word, next: Word): boolean {
  const em = Math.max(previous.fontSize, next.fontSize)
  const gap = next.bbox.x - (previous.bbox.x + previous.bbox.width)
  if (next.superscript && looksLikeValue(previous.text)) return gap <= MARK_GAP * em
  if (next.superscript || previous.superscript) return gap <= TEXT_GAP * em
  if (opensNumber(previous.text) && looksLikeValue(next.text)) return gap <= OPENING_GAP * em
  if (looksLikeValue(previous.text) && opensNumber(next.text)) return gap <= SIGN_AFTER_GAP * em
  if (CLOSING.test(next.text) && looksLikeValue(previous.text)) return gap <= CLOSING_GAP * em
  if (ENUMERATED.test(previous.text)) return gap <= TEXT_GAP * em
  const both = looksLikeValue(previous.text) && looksLikeValue(next.text)
  if (both && /\d[)\]]$/u.test(previous.text) && BEGINS_ANEW.test(next.text)) return false
  return gap <= (both ? NUMBER_GAP : TEXT_GAP) * em
}

/** A number before a comma is one of a text: "2022, $54; 2021, $32". */
const ENUMERATED = /^[([]*[$€£¥₹]?\d[\d.,]*[,;]$/u

/** Behind a bracketed number, one with a sign of its own is no group of it; "(1)" may be its footnote. */
const BEGINS_ANEW = /^(?:[$€£¥₹]|[([][$€£¥₹]?\d[\d.,'’]{2})/u

export function opensNumber(text: string): boolean {
  return isCurrencySign(text) || (OPENING.test(text) && /[([$€£¥]/u.test(text))
}

/** In em: the widest space that setting a line to full width makes. */
const STRETCHED_GAP = 1.8
/** Neighbouring spaces of a line that is set to full width differ by no more than this factor. */
const EVEN = 1.25

/** Whether a wide gap is a space of a line set to full width: as wide as the spaces beside it. */
export function isStretched(
  before: Word | undefined,
  previous: Word,
  next: Word,
  after: Word | undefined,
): boolean {
  const gap = next.bbox.x - rightOf(previous)
  if (gap > STRETCHED_GAP * next.fontSize || (isFigure(previous.text) && isFigure(next.text))) return false
  const beside = [
    ...(before ? [previous.bbox.x - rightOf(before)] : []),
    ...(after ? [after.bbox.x - rightOf(next)] : []),
  ]
  return beside.length > 0 && beside.every((other) => gap <= EVEN * other && other <= EVEN * gap)
}

/** A value, or a date in digits. */
const isFigure = (text: string): boolean => looksLikeValue(text) || /^\d[\d./-]*$/u.test(text)

export function rightOf(word: Word): number {
  return word.bbox.x + word.bbox.width
}

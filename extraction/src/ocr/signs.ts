import type { RecognisedWord } from './recogniser.ts'

/** What a dollar sign by itself is taken for, specks around it too; and digits where dollar signs stand above or below. */
const LIKE_A_DOLLAR = /^[°'’‘"“”.:;~*_-]*[S§s]{1,2}[°'’‘"“”.:;~*_-]*$/u
/** What is taken for one only in a column of dollar signs; there anything so narrow that was not read surely is one. */
const LIKE_ONE_OF_A_COLUMN = /^[\p{L}[\]|&7]{1,2}$/u
const DIGIT_LIKE_A_DOLLAR = /^[358]$/u
/** Read rightly, but twice or with specks. */
const DOUBLED = /^[°'’‘"“”.:;~*_-]*[S§s]?\$[S§s]?[°'’‘"“”.:;~*_-]*$/u
/** The same without a space before an amount: `S318;`, `S.01`. A section of a law is written as a whole number: `§382`. */
const DOLLAR_AT_AMOUNT = /^(?:S\.?\d[\d.,]*|§\d{1,3}(?:,\d{3})+(?:\.\d+)?|§\d+\.\d\d)\)?[;,.:]?$/u
const AMOUNT = /^\(?[\d—–-]/u
/** In heights of the sign: an amount stands no farther from its sign, or from its parenthesis, on the same line. */
const FARTHEST_AMOUNT = 30
const FARTHEST = 9
const SAME_LINE = 0.4
/** In heights: signs of a column begin within this. */
const SAME_COLUMN = 0.5
const UNSURE = 0.6
/** An item of a list: its text stands no farther away, in heights. */
const ITEM = /^\d{1,2}\)$/u
const ITEM_TEXT = 3
/** In heights: words of one text stand no farther apart. */
const ONE_SPACE = 0.8
const CLOSED_ONLY = /^[$€£]?[\d][\d.,]*\)%?$/u
const OPENED_ONLY = /^[$€£]?\([$€£]?\d[\d.,]*%?$/u

/**
 * Signs around amounts as they must have been: where a page writes `$` at all, a lone letter that looks like one before
 * an amount is one; a number with one of its parentheses has both.
 */
export function withSigns(words: readonly RecognisedWord[]): RecognisedWord[] {
  const plain = withDollarLetters(
    words.map((word) => (DOUBLED.test(word.text) ? { ...word, text: '$' } : word)),
  )
  const dollars = plain.filter(startsWithDollar)
  return plain.map((word) => {
    if (isOneOfColumn(word, dollars) && standsBeforeAmount(word, plain)) return { ...word, text: '$' }
    if (CLOSED_ONLY.test(word.text) && !plain.some((other) => needsNone(other, word)))
      return { ...word, text: word.text.replace(/(?=\d)/u, '(') }
    if (OPENED_ONLY.test(word.text) && !plain.some((other) => closes(word, other)))
      return { ...word, text: word.text.replace(/(?=%?$)/u, ')') }
    return word
  })
}

const startsWithDollar = ({ text }: RecognisedWord): boolean => text.startsWith('$')

/** Of lone letters before amounts so many are dollar signs, where none was read as one. */
const SOME = 2

function withDollarLetters(words: readonly RecognisedWord[]): RecognisedWord[] {
  const letters = new Set(
    words.filter((word) => LIKE_A_DOLLAR.test(word.text) && standsBeforeAmount(word, words)),
  )
  if (!words.some(startsWithDollar) && letters.size < SOME) return [...words]
  return words.map((word) => {
    if (DOLLAR_AT_AMOUNT.test(word.text)) return { ...word, text: `$${word.text.slice(1)}` }
    return letters.has(word) ? { ...word, text: '$' } : word
  })
}

/** What looks like a dollar sign a little where others stand above or below it. */
function isOneOfColumn(word: RecognisedWord, dollars: readonly RecognisedWord[]): boolean {
  const near = SAME_COLUMN * (word.bottom - word.top)
  const column = dollars.filter(({ left }) => Math.abs(left - word.left) < near)
  if (DIGIT_LIKE_A_DOLLAR.test(word.text)) return column.length > 0
  const narrow =
    word.confidence < UNSURE && word.text.length <= 2 && word.right - word.left < word.bottom - word.top
  return (narrow || LIKE_ONE_OF_A_COLUMN.test(word.text)) && column.some(({ text }) => text === '$')
}

/** Whether the next word of the line is an amount, and the one before ends apart from it. */
function standsBeforeAmount(sign: RecognisedWord, words: readonly RecognisedWord[]): boolean {
  const after = words.filter((word) => word !== sign && isBeside(sign, word, FARTHEST_AMOUNT))
  const next = after.toSorted((a, b) => a.left - b.left)[0]
  if (next === undefined || !AMOUNT.test(next.text)) return false
  return !words.some((word) => word !== sign && /\p{L}$/u.test(word.text) && isBeside(word, sign, ONE_SPACE))
}

const opens = (other: RecognisedWord, word: RecognisedWord): boolean =>
  other.text.includes('(') && !other.text.includes(')') && isBeside(other, word, FARTHEST)

/** Text that goes on in this word: its parenthesis was opened words before, or in the line above. */
const goesOn = (other: RecognisedWord, word: RecognisedWord): boolean =>
  /[\p{L}\p{N}],?$/u.test(other.text) && isBeside(other, word, ONE_SPACE)

/** Whether the word needs no parenthesis before it, by what stands there or behind it. */
const needsNone = (other: RecognisedWord, word: RecognisedWord): boolean =>
  opens(other, word) || goesOn(other, word) || isItem(word, other)

const isItem = (word: RecognisedWord, other: RecognisedWord): boolean =>
  ITEM.test(word.text) && /^\p{L}{2}/u.test(other.text) && isBeside(word, other, ITEM_TEXT)

const closes = (word: RecognisedWord, other: RecognisedWord): boolean =>
  other.text.includes(')') && !other.text.includes('(') && isBeside(word, other, FARTHEST)

function isBeside(left: RecognisedWord, right: RecognisedWord, heights: number): boolean {
  const height = left.bottom - left.top
  const gap = right.left - left.right
  return (
    Math.abs(left.baseline - right.baseline) < SAME_LINE * height && gap > -height && gap < heights * height
  )
}

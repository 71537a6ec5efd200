import type { LineReading } from './ctc.ts'
import type { RecognisedWord } from './recogniser.ts'

/** Words that Tesseract reads less surely are read again. Of numbers over this 1 of 408 had a wrong digit, under it 33 of 269. */
const DOUBTFUL = 0.9
/** What the network reads less surely is no better than what was read before. */
const SURE_OF_NUMBER = 0.5
const SURE_OF_WORD = 0.75
/** In heights of the word. */
const WIDEST_CHARACTER = 1.2
/** A known word that was read less surely than this gives way to another. */
const UNSURE = 0.3
/** Letters: shorter ones are too often words by chance, and two readings of one word differ by no more. */
const SHORTEST = 3
const FAR = 2
/** Amounts as they are printed, spaces left out, whole: none ends with a comma. The dollar sign is often taken for an S. */
const NUMBER = /^(?<sign>[S§$£¥(–—-]*)(?<rest>\d(?:[\d.,]*\d)?[)%]*)$/u

/** Words of a page at most: each takes some 30 ms, and a page that takes longer than its limit is lost. */
export const MOST_READ_AGAIN = 500

export const isDoubtful = ({ text, confidence }: RecognisedWord): boolean =>
  confidence < DOUBTFUL && /[\p{L}\p{N}]/u.test(text)

/** Of doubtful words those that are read again: numbers before others, and the least sure first. */
export function mostInNeed(words: readonly RecognisedWord[]): ReadonlySet<RecognisedWord> {
  const isNumber = ({ text }: RecognisedWord) => Number(/\d/.test(text))
  const inOrder = words.toSorted((a, b) => isNumber(b) - isNumber(a) || a.confidence - b.confidence)
  return new Set(inOrder.slice(0, MOST_READ_AGAIN))
}

/** The number that was read, as it is printed; null where it is none. */
export function numberIn(text: string): string | null {
  const parts = NUMBER.exec(text.replaceAll(' ', ''))?.groups
  return parts ? (parts['sign'] ?? '').replaceAll(/[S§]/gu, '$') + (parts['rest'] ?? '') : null
}

/**
 * The word as the better of two readings has it.
 * @param isKnown whether letters are a word of the language or of the page
 */
export function betterOf(
  word: RecognisedWord,
  second: LineReading,
  isKnown: (letters: string) => boolean,
): RecognisedWord {
  const number = numberIn(second.text)
  if (number !== null)
    return second.least >= SURE_OF_NUMBER && fills(number, word) ? asNumber(word, number, second) : word
  const text = /\d/u.test(word.text) ? null : betterText(word, second, isKnown)
  return text === null ? word : { ...word, text: text.trim(), confidence: second.mean }
}

/** Whether so few characters can be all that stands in the word's place: else they are another word's that reaches into it. */
const fills = (number: string, { left, top, right, bottom }: RecognisedWord): boolean =>
  right - left <= WIDEST_CHARACTER * (bottom - top) * number.length

const digitsOf = (text: string): string => text.replaceAll(/\D/gu, '')
/** Two readings that agree in the digits are surer than either; what stands between them the ink tells later. */
function asNumber(word: RecognisedWord, number: string, { mean }: LineReading): RecognisedWord {
  if (digitsOf(word.text) === digitsOf(number) && numberIn(word.text) !== null)
    return { ...word, confidence: Math.max(word.confidence, mean) }
  return { ...word, text: number, confidence: mean }
}

/**
 * A word that is known is better than one that is not, even the network's second choice; of two unknown ones that with more
 * letters: both readers lose strokes (`vanable` for variable, `mcome` for income) and invent none.
 */
function betterText(
  { text, confidence }: RecognisedWord,
  second: LineReading,
  isKnown: (letters: string) => boolean,
): string | null {
  const isWord = (one: string) => lengthOf(one) >= SHORTEST && wordsIn(one).every(isKnown)
  const words = [second.text, ...second.others].filter((one) => !/\d/u.test(one))
  if (isWord(text)) {
    const isSurer = confidence < UNSURE && second.least >= SURE_OF_WORD && isWord(second.text)
    return isSurer ? second.text : null
  }
  const isNear = (one: string) =>
    wordsIn(one).length === wordsIn(text).length && Math.abs(lengthOf(one) - lengthOf(text)) <= FAR
  const known = words.find((one) => isWord(one) && isNear(one))
  if (known !== undefined) return known
  const more = lengthOf(second.text) > lengthOf(text) && lengthOf(text) >= SHORTEST
  return more && second.least >= SURE_OF_WORD && words.includes(second.text) ? second.text : null
}

const wordsIn = (text: string): string[] => text.match(/\p{L}+/gu) ?? []
const lengthOf = (text: string): number => wordsIn(text).join('').length

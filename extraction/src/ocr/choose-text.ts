import type { PageContent, Word } from '../read/page-content.ts'
import type { ReadPicture } from './read-picture.ts'

/** A hidden layer with so large a share of well-formed words is taken as it is, without reading the picture. */
const WELL_FORMED = 0.95
/** By how much ours must be better than a hidden layer. */
const BETTER = 1.05
/** Twice the words that stand on a picture, and some. */
const MANY_MORE = 10

/** Whether the page's picture has to be read. */
export function needsReading({ doubt, words }: PageContent): boolean {
  if (doubt === undefined) return false
  return doubt !== 'hidden' || wellFormed(words) < WELL_FORMED * letters(words)
}

/** Whether what was read in the picture is better than the page's own text. */
export function isBetter(read: ReadPicture, { doubt, words }: PageContent): boolean {
  if (read.words.length === 0) return false
  if (doubt === 'hidden') return wellFormed(read.words) > BETTER * wellFormed(words)
  if (doubt === 'covered') return read.words.length > 2 * words.length + MANY_MORE
  return true
}

const WORD = /^[\p{P}\p{Sc}]*\p{L}[\p{L}'’./&-]*[\p{P}]*$/u
const NUMBER = /^[\p{P}\p{Sc}]*\d[\d.,/–-]*[%\p{P}]*$/u
const VOWEL = /[aeiouyäöüáàâéèêíìîóòôúùûæøå]/iu

/** Letters of words that look like words or numbers, each counted by how surely it was read. */
function wellFormed(words: readonly Word[]): number {
  return words
    .filter(({ text }) => NUMBER.test(text) || (WORD.test(text) && (text.length < 4 || VOWEL.test(text))))
    .reduce((sum, { text, confidence }) => sum + text.length * (confidence ?? 1), 0)
}

const letters = (words: readonly Word[]): number => words.reduce((sum, { text }) => sum + text.length, 0)

import { type InkPiece, inkPieces, longerOf } from './ink-pieces.ts'
import type { Picture } from './picture.ts'
import type { RecognisedWord } from './recogniser.ts'

/** Darker than this is ink. */
const INK = 150
/** In heights of the word: no word has white so wide in it. */
const GAP = 1
/** Smaller pieces are specks. */
const SPECK = 0.15
/** Signs may stick out of the box so far. */
const ROOM = 0.15
/** What was read more surely is one word, whatever is in it. */
const UNSURE = 0.6

/** In heights of a digit: a dollar sign reaches above and below the line so far. */
const SIGN = 1.04
/** A dash is so thick at most, and so much longer than thick. */
const THICKEST = 0.28
const FLAT = 1.5

/** Words without those of two columns: a 9 and the dollar sign of the next column, read as 9508, become two. */
export function withPartedWords(words: readonly RecognisedWord[], picture: Picture): RecognisedWord[] {
  const digits = words.filter(({ text }) => /^\d[\d.]*$/u.test(text)).map(({ top, bottom }) => bottom - top)
  const height = digits.toSorted((a, b) => a - b)[Math.floor(digits.length / 2)] ?? Infinity
  return words.flatMap((word) => (word.confidence < UNSURE ? parted(word, height, picture) : [word]))
}

function parted(word: RecognisedWord, digit: number, picture: Picture): RecognisedWord[] {
  const height = word.bottom - word.top
  const window = { ...word, top: word.top - ROOM * height, bottom: word.bottom + ROOM * height }
  const pieces = inkPieces(picture, window, INK).filter((piece) => longerOf(piece) >= SPECK * height)
  const [first, second, ...more] = groupsOf(pieces, GAP * height)
  if (first === undefined || second === undefined || more.length > 0) return [word]
  return [
    partOf(word, first, signOf(first, digit) ?? word.text.slice(0, first.length)),
    partOf(word, second, signOf(second, digit) ?? word.text.slice(-second.length)),
  ]
}

/** The sign that one piece of ink must be by its form. */
function signOf(pieces: readonly InkPiece[], digit: number): string | null {
  const [only, ...more] = pieces
  if (only === undefined || more.length > 0) return null
  const [width, height] = [only.right - only.left + 1, only.bottom - only.top + 1]
  if (height <= THICKEST * digit && width >= FLAT * height) return '—'
  return height >= SIGN * digit && width < digit ? '$' : null
}

function groupsOf(pieces: readonly InkPiece[], gap: number): InkPiece[][] {
  const groups: InkPiece[][] = []
  let end = -Infinity
  for (const piece of pieces.toSorted((a, b) => a.left - b.left)) {
    if (piece.left - end > gap) groups.push([])
    groups.at(-1)?.push(piece)
    end = Math.max(end, piece.right)
  }
  return groups
}

/** A piece of ink is a letter, about: the first ones that were read are those of the first part, the last ones of the second. */
const partOf = (word: RecognisedWord, pieces: readonly InkPiece[], text: string): RecognisedWord => ({
  ...word,
  text,
  left: Math.min(...pieces.map(({ left }) => left)),
  right: Math.max(...pieces.map(({ right }) => right)) + 1,
})

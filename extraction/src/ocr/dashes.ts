import { type InkBox, type InkPiece, inkPieces, longerOf } from './ink-pieces.ts'
import type { Picture } from './picture.ts'
import type { RecognisedWord } from './recogniser.ts'
import { middleValue } from './usual-height.ts'

/** Nil is printed as a dash: one flat piece of ink alone in a column of numbers, read as a letter, a digit, a sign or not at all. */

/** Darker than this is ink. */
const INK = 165
/** In heights of a digit: how long a dash is, and how thick at most. */
const SHORTEST = 0.25
const LONGEST = 1.8
const THICKEST = 0.28
/** Times its thickness: how long it is at least. */
const FLAT = 1.7
/** In heights of a digit above the line that the row stands on: where a dash lies. */
const LOWEST = 0.15
const HIGHEST = 0.65
/** In heights: a dash stands alone, no word within this. */
const ALONE = 0.9
/** Specks are of a word when they stand so near to it. */
const AT_WORD = 0.3
/** In heights: a dash stands over or under a number, no farther. */
const COLUMN = 1
const ROWS = 20
/** Smaller pieces are specks. */
const SPECK = 0.3
/** What is read of specks: signs alone, not surely. */
const SIGNS = /^[^\p{L}\p{N}$€£¥()[\]%—–-]+$/u
const UNSURE = 0.6

const NUMBER = /^[$€£(]*[-–—]?\d[\d.,]*\)?%?$/u
const DASH = /^[-–—]+$/u

/** Words with dashes for what the ink shows to be dashes in columns of numbers, and without what was read of specks. */
export function withDashes(words: readonly RecognisedWord[], picture: Picture): RecognisedWord[] {
  const numbers = words.filter(({ text }) => NUMBER.test(text) && /\d{2}/u.test(text))
  const height = middleValue(numbers.map(({ top, bottom }) => bottom - top))
  if (height === 0) return [...words]
  const page = { words, numbers, height }
  const mended = words.flatMap((word) => {
    if (word.text.length > 2 || DASH.test(word.text)) return [word]
    const pieces = inkPieces(picture, word, INK)
    const large = pieces.filter((piece) => longerOf(piece) >= SPECK * height)
    if (large.length === 0)
      return SIGNS.test(word.text) && word.confidence < UNSURE && isAlone(word, AT_WORD, page) ? [] : [word]
    const [only] = large
    const dash = only && large.length === 1 ? dashOf(only, page, word) : null
    return [dash ?? word]
  })
  return [...mended, ...unreadDashes(picture, { ...page, words: mended })]
}

function unreadDashes(picture: Picture, page: Page): RecognisedWord[] {
  const all = { left: 0, top: 0, right: picture.width, bottom: picture.height }
  const found: RecognisedWord[] = []
  for (const piece of inkPieces(picture, all, INK)) {
    if (!isFlat(piece, page.height) || page.words.some((word) => covers(word, piece))) continue
    const dash = dashOf(piece, { ...page, words: [...page.words, ...found] })
    if (dash !== null) found.push(dash)
  }
  return found
}

interface Page {
  readonly words: readonly RecognisedWord[]
  readonly numbers: readonly RecognisedWord[]
  /** Of a digit, in pixels. */
  readonly height: number
}

/** The dash that this piece is in a row and a column of numbers; null where it is none. */
function dashOf(piece: InkPiece, page: Page, read?: RecognisedWord): RecognisedWord | null {
  if (!isFlat(piece, page.height)) return null
  const row = page.words.find((word) => word !== read && liesIn(piece, word, page.height))
  if (row === undefined || !isInColumn(piece, page) || !isAlone(piece, ALONE, page, read)) return null
  return {
    text: '—',
    confidence: Math.max(row.confidence * UNSURE, read?.confidence ?? 0),
    left: piece.left,
    right: piece.right + 1,
    top: row.top,
    bottom: row.bottom,
    baseline: row.baseline,
  }
}

function isFlat({ left, top, right, bottom }: InkPiece, height: number): boolean {
  const [long, thick] = [right - left + 1, bottom - top + 1]
  return (
    long >= SHORTEST * height &&
    long <= LONGEST * height &&
    thick <= THICKEST * height &&
    long >= FLAT * thick
  )
}

/** Whether a dash of the row that this word stands in would lie there. */
function liesIn(piece: InkPiece, { text, baseline }: RecognisedWord, height: number): boolean {
  const above = (baseline - (piece.top + piece.bottom) / 2) / height
  return above > LOWEST && above < HIGHEST && /[\p{L}\p{N}]{2}/u.test(text)
}

function isInColumn(piece: InkPiece, { numbers, height }: Page): boolean {
  const middle = (piece.left + piece.right) / 2
  return numbers.some(
    ({ left, right, baseline }) =>
      middle > left - COLUMN * height &&
      middle < right + COLUMN * height &&
      Math.abs(baseline - piece.bottom) > height &&
      Math.abs(baseline - piece.bottom) < ROWS * height,
  )
}

const isAlone = (box: InkBox, gap: number, { words, height }: Page, self: InkBox = box): boolean =>
  !words.some(
    (word) =>
      word !== self &&
      word.bottom > box.top - THICKEST * height &&
      word.top < box.bottom + THICKEST * height &&
      word.right > box.left - gap * height &&
      word.left < box.right + gap * height &&
      /[\p{L}\p{N}—–-]/u.test(word.text),
  )

const covers = (word: InkBox, { left, top, right, bottom }: InkBox): boolean =>
  right >= word.left - 1 && left <= word.right + 1 && bottom >= word.top - 1 && top <= word.bottom + 1

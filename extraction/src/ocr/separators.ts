import { type InkPiece, inkPieces } from './ink-pieces.ts'
import type { Picture } from './picture.ts'
import type { RecognisedWord } from './recogniser.ts'

/** Commas and points are the smallest ink of a page: noise and JPEG take them first, and the model guesses then. */

/** Only digits, what parts them, and the signs around a number. */
const NUMBER = /^[$€£(]*[-–—]?[$€£]?\d[\d.,]*\)?%?$/u
const PARTS = /[.,\-–—]/u
/** In heights of a digit. */
const TALL = 0.62
const LOW = 0.5
const NARROW = 0.45
/** A separator's ink reaches at most this far above that line. */
const RISE = 0.42
/** What a separator adds to the way from one digit to the next. */
const WIDER = 0.22

export function withSeparators(words: readonly RecognisedWord[], picture: Picture): RecognisedWord[] {
  const parted = words.map((word) => (NUMBER.test(word.text) ? withText(word, reread(word, picture)) : word))
  const commas = parted.filter(({ text }) => GROUPED_BY_COMMAS.test(text)).length
  const points = parted.filter(({ text }) => GROUPED_BY_POINTS.test(text)).length
  if (points === 0 || commas === points) return parted
  const [wrong, right] = commas > points ? [GROUPED_BY_POINTS, ','] : [GROUPED_BY_COMMAS, '.']
  return parted.map((word) =>
    wrong.test(word.text) ? withText(word, word.text.replaceAll(/[.,](?=\d{3}(\D|$))/g, right)) : word,
  )
}

/** Thousands, parted by one sign and with no other; a zero before it is no thousand. */
const GROUPED_BY_COMMAS = /^\D*[1-9]\d{0,2}(,\d{3})+\D*$/
const GROUPED_BY_POINTS = /^\D*[1-9]\d{0,2}(\.\d{3})+[^\d%]*$/

const withText = (word: RecognisedWord, text: string): RecognisedWord =>
  text === word.text ? word : { ...word, text }

interface Digits {
  /** One for each character that is no separator. */
  readonly tall: readonly InkPiece[]
  readonly low: readonly InkPiece[]
  readonly height: number
  readonly base: number
}

function reread({ text, left, top, right, bottom }: RecognisedWord, picture: Picture): string {
  const reach = (bottom - top) * 0.35
  const pieces = inkPieces(picture, {
    left: left - 3,
    top: top - 2,
    right: right + 4,
    bottom: bottom + reach,
  })
  const digits = digitsAmong(pieces)
  // A per cent sign is of several pieces, after all that matters.
  const number = text.replace(/%$/, '')
  const letters = [...number].filter((letter) => !PARTS.test(letter))
  const fits =
    number === text ? digits?.tall.length === letters.length : (digits?.tall.length ?? 0) > letters.length
  if (digits === null || !fits) return text
  const read = separatorsIn(number)
  const missing = missingSeparators(letters, digits, read)
  return (
    letters.map((letter, i) => (read.get(i) ?? missing.get(i) ?? '') + letter).join('') +
    text.slice(number.length)
  )
}

const isDigit = (letter: string): boolean => /\d/.test(letter)

/** By how many letters stand before it: what parts two letters, or stands before the first. */
function separatorsIn(text: string): Map<number, string> {
  const found = new Map<number, string>()
  let letters = 0
  for (const letter of text) {
    if (PARTS.test(letter)) found.set(letters, (found.get(letters) ?? '') + letter)
    else letters++
  }
  return found
}

function digitsAmong(pieces: readonly InkPiece[]): Digits | null {
  const highest = Math.max(0, ...pieces.map(heightOf))
  const tall = joinedSideways(pieces.filter((piece) => heightOf(piece) >= TALL * highest))
  if (tall.length === 0) return null
  const height = middle(tall.map(heightOf))
  const base = middle(tall.map((piece) => piece.bottom))
  const low = pieces.filter(
    (piece) =>
      heightOf(piece) < LOW * height &&
      piece.right - piece.left < NARROW * height &&
      piece.top > base - RISE * height &&
      piece.bottom > base - 0.12 * height &&
      piece.area >= 4,
  )
  return { tall, low, height, base }
}

function joinedSideways(pieces: readonly InkPiece[]): InkPiece[] {
  const joined: InkPiece[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    const shared =
      last === undefined ? 0 : Math.min(last.right, piece.right) - Math.max(last.left, piece.left)
    if (last === undefined || shared < 0.5 * (piece.right - piece.left)) joined.push(piece)
    else
      joined[joined.length - 1] = {
        left: Math.min(last.left, piece.left),
        right: Math.max(last.right, piece.right),
        top: Math.min(last.top, piece.top),
        bottom: Math.max(last.bottom, piece.bottom),
        area: last.area + piece.area,
      }
  }
  return joined
}

/**
 * Where something stands between two digits though nothing was read there, by how many letters stand before it: ink
 * low in the gap, or a gap as wide as if there were. Only where the number then has the form of one.
 */
function missingSeparators(
  letters: readonly string[],
  digits: Digits,
  read: ReadonlyMap<number, string>,
): Map<number, string> {
  const first = letters.findIndex(isDigit)
  const last = letters.findLastIndex(isDigit)
  const narrow = Math.min(...range(first + 1, last + 1).map((i) => wayTo(digits, i)))
  const parted = range(first + 1, last + 1).filter(
    (i) => read.has(i) || isDrawn(digits, i) || wayTo(digits, i) > narrow + WIDER * digits.height,
  )
  const following = parted.map((i) => last + 1 - i)
  const places = (following.at(-1) ?? 3) < 3 ? (following.pop() ?? 0) : 0
  const whole = last + 1 - first - places
  const groups = following.every((count) => (count - places) % 3 === 0)
  if (!groups || (following.length > 0 && following.length !== Math.floor((whole - 1) / 3))) return new Map()
  return new Map(parted.filter((i) => !read.has(i)).map((i) => [i, last + 1 - i === places ? '.' : ',']))
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)

/** From the middle of the letter before to the middle of this one. */
function wayTo({ tall }: Digits, index: number): number {
  const [from, to] = [tall[index - 1], tall[index]]
  return from && to ? (to.left + to.right - from.left - from.right) / 2 : 0
}

function isDrawn({ tall, low }: Digits, index: number): boolean {
  const [from, to] = [tall[index - 1], tall[index]]
  if (!from || !to) return false
  return low.some((piece) => {
    const slack = 0.35 * (piece.right - piece.left)
    return piece.left > from.right - slack && piece.right < to.left + slack
  })
}

const heightOf = (piece: InkPiece): number => piece.bottom - piece.top + 1
const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

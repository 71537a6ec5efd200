import { heightOf, type InkPiece, inkPieces, middleOf } from './ink-pieces.ts'
import { type Picture, WHITE } from './picture.ts'
import type { RecognisedWord } from './recogniser.ts'

/** What stands in the gap between two digits. */
export interface Gap {
  /** Ink at the foot of the line: how far it reaches below it, in heights of a digit; null where there is none. */
  readonly drop: number | null
  /** From the middle of the digit before it to the middle of the one after, in heights of a digit. */
  readonly step: number
  /** False within ink that ran together: nothing is known of it. */
  readonly seen: boolean
}

/** In heights of a digit. */
const TALL = 0.62
const LOW = 0.5
const NARROW = 0.45
/** A separator's ink reaches at most this far above the line, and at least this far down to it. */
const RISE = 0.42
const ABOVE = 0.12
/** What reaches farther below the line is of a rule or of the next line. */
const DEEPEST = 0.45
/** A parenthesis reaches below the line by more than this. */
const PARENTHESIS = 0.08
/** A separator that has run into the digit after it is at least this wide; more digits that ran together are wider. */
const GLUED = 0.15
const DIGIT_STEP = 0.74
const TWO_DIGITS = 1.15
/** Greys under which ink is looked for, one after the other: thin strokes break under a dark one, digits run together under a light one. */
const INKS = [195, 180, 210, 165]
/** The gaps between the digits of a printed number, by its ink; null where the ink has not as many digits. */
export function gapsOf(word: RecognisedWord, digits: number, picture: Picture): Gap[] | null {
  let partly: Gap[] | null = null
  for (const ink of INKS) {
    const gaps = gapsUnder(ink, word, digits, picture)
    if (gaps?.every(({ seen }) => seen)) return gaps
    partly ??= gaps
  }
  return partly
}

function gapsUnder(darkerThan: number, word: RecognisedWord, digits: number, picture: Picture): Gap[] | null {
  const { left, top, right, bottom } = word
  const reach = (bottom - top) * 0.35
  const window = { left: left - 3, top: top - 2, right: right + 4, bottom: bottom + reach }
  const glyphs = joinedSideways(inkPieces(picture, window, darkerThan).filter(isNoRule))
  const highest = Math.max(0, ...glyphs.map(heightOf))
  const tall = glyphs.filter((glyph) => heightOf(glyph) >= TALL * highest)
  const line: Line = { base: lower(tall.map(({ bottom: foot }) => foot)), height: lower(tall.map(heightOf)) }
  const found = withoutSigns(tall, line).flatMap((glyph) => parted(glyph, line, picture, darkerThan))
  // A per cent sign is of several pieces, after all that matters.
  const upright = word.text.endsWith('%') ? found.slice(0, digits) : found
  if (upright.length !== digits) return null
  const low = glyphs.filter((glyph) => isSeparator(glyph, line))
  return upright.slice(1).map((digit, i) => {
    const before = upright[i] ?? digit
    return {
      drop: dropBetween(before, digit, low, line),
      step: (middleOf(digit) - middleOf(before)) / line.height,
      seen: !digit.cut,
    }
  })
}

/** In pixels: where digits stand, and how tall they are. */
interface Line {
  readonly base: number
  readonly height: number
}

interface Digit extends InkPiece {
  /** How far a separator at its foot that it ran into reaches below the line, in pixels. */
  readonly glued?: number
  /** Its left edge is only reckoned. */
  readonly cut?: boolean
}

const isNoRule = (piece: InkPiece): boolean =>
  piece.right - piece.left < 4 * heightOf(piece) || heightOf(piece) > 12

/** Without parentheses and the stroke of a per cent sign at its ends. */
function withoutSigns(tall: readonly InkPiece[], { base, height }: Line): InkPiece[] {
  const isSign = (piece: InkPiece | undefined) =>
    piece !== undefined &&
    piece.bottom > base + PARENTHESIS * height &&
    piece.right - piece.left < NARROW * height
  const from = isSign(tall[0]) ? 1 : 0
  const to = tall.findIndex((piece, i) => i > from && isSign(piece))
  return tall.slice(from, to < 0 ? tall.length : to)
}

function parted(piece: InkPiece, line: Line, picture: Picture, darkerThan: number): Digit[] {
  const glued = lowColumns(piece, line, picture, darkerThan)
  const digit = { ...piece, left: piece.left + glued, ...(glued > 0 ? { glued: 0 } : {}) }
  const width = digit.right - digit.left + 1
  if (width < TWO_DIGITS * line.height) return [digit]
  const count = Math.round(width / (DIGIT_STEP * line.height))
  return Array.from({ length: count }, (_, i) => ({
    ...(i === 0 ? digit : { ...piece, cut: true }),
    left: digit.left + (i * width) / count,
    right: digit.left + ((i + 1) * width) / count - 1,
  }))
}

/** Columns at the left of a piece with ink at the foot alone, where there are so many that it is a separator's. */
function lowColumns(
  piece: InkPiece,
  { base, height }: Line,
  { width, pixels }: Picture,
  darkerThan: number,
): number {
  let columns = 0
  for (let x = piece.left; x < piece.right; x++) {
    let top = piece.top
    while (top < piece.bottom && (pixels[top * width + x] ?? WHITE) >= darkerThan) top++
    if (top < base - RISE * height) break
    columns++
  }
  return columns >= GLUED * height && piece.right - piece.left + 1 - columns > 0.3 * height ? columns : 0
}

const isSeparator = (piece: InkPiece, { base, height }: Line): boolean =>
  heightOf(piece) < LOW * height &&
  piece.right - piece.left < NARROW * height &&
  piece.top > base - RISE * height &&
  piece.bottom > base - ABOVE * height &&
  piece.bottom < base + DEEPEST * height &&
  piece.area >= 4

function dropBetween(
  from: Digit,
  to: Digit,
  low: readonly InkPiece[],
  { base, height }: Line,
): number | null {
  const between = low.filter((piece) => {
    const slack = 0.35 * (piece.right - piece.left)
    return piece.left > from.right - slack && piece.right < to.left + slack
  })
  if (between.length === 0) return to.glued === undefined ? null : to.glued / height
  return Math.max(...between.map((piece) => piece.bottom - base)) / height
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

/** The lower quarter: parentheses reach deeper than digits, and are two at most. */
const lower = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 4)] ?? 0

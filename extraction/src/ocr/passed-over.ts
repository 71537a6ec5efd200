import { heightOf, type InkBox, type InkPiece, inkPieces, widthOf } from './ink-pieces.ts'
import { type Picture, WHITE } from './picture.ts'
import type { RecognisedWord } from './recogniser.ts'
import { usualHeight } from './usual-height.ts'

/** Darker than this is ink. */
const INK = 150
/** In heights of the page's usual word: how high letters and digits are, and how wide at most. */
const LOWEST = 0.5
const HIGHEST = 1.7
const WIDEST = 2.5
/** The same: how much above and below such a letter is of its line. */
const AROUND = 0.5
/** Words read less surely may be none. */
const SURE = 0.5
/** A second reading that is less sure by so much than what it replaces is worse. */
const WORSE = 0.1
/** Pixels that a word's ink may stick out of its box. */
const SLACK = 2

/** What a recogniser passed over. */
export interface PassedOver {
  readonly letters: readonly InkPiece[]
  /** The lines that they stand in, alone: a letter is read better beside others. */
  readonly picture: Picture
}

/**
 * The letters of a page that no word covers, or only one that is not sure: finding columns, a recogniser leaves some out, and
 * takes a number and the sign of the next for one word. Null where there are none.
 */
export function passedOver(picture: Picture, words: readonly RecognisedWord[]): PassedOver | null {
  const usual = usualHeight(words)
  if (usual === 0) return null
  const all = { left: 0, top: 0, right: picture.width, bottom: picture.height }
  const index = new BoxIndex(
    words.filter(({ confidence }) => confidence >= SURE),
    usual,
  )
  const letters = inkPieces(picture, all, INK).filter(
    (piece) => isLetter(piece, usual) && !index.covers(piece),
  )
  return letters.length === 0 ? null : { letters, picture: bandsOf(picture, letters, AROUND * usual) }
}

function isLetter(piece: InkPiece, usual: number): boolean {
  const [width, height] = [widthOf(piece), heightOf(piece)]
  return height >= LOWEST * usual && height <= HIGHEST * usual && width <= WIDEST * usual
}

/** Boxes by the bands of the page that they reach into. */
class BoxIndex {
  readonly #bands = new Map<number, InkBox[]>()
  readonly #band: number

  constructor(boxes: readonly InkBox[], band: number) {
    this.#band = band
    for (const box of boxes) {
      const last = Math.floor((box.bottom + SLACK) / band)
      for (let at = Math.floor((box.top - SLACK) / band); at <= last; at++)
        this.#bands.set(at, [...(this.#bands.get(at) ?? []), box])
    }
  }

  covers({ left, top, right, bottom }: InkBox): boolean {
    const [x, y] = [(left + right) / 2, (top + bottom) / 2]
    return this.#at(y).some(
      (word) =>
        x >= word.left - SLACK &&
        x <= word.right + SLACK &&
        y >= word.top - SLACK &&
        y <= word.bottom + SLACK,
    )
  }

  #at(y: number): readonly InkBox[] {
    return this.#bands.get(Math.floor(y / this.#band)) ?? []
  }
}

/** The rows of pixels around these pieces; white elsewhere. */
function bandsOf({ width, height, pixels }: Picture, pieces: readonly InkPiece[], around: number): Picture {
  const out = new Uint8Array(pixels.length).fill(WHITE)
  for (const { top, bottom } of pieces) {
    const from = width * Math.max(0, Math.floor(top - around))
    const to = width * Math.min(height, Math.ceil(bottom + around))
    out.set(pixels.subarray(from, to), from)
  }
  return { width, height, pixels: out }
}

/** The words of a page with those of a second reading that hold what was passed over, in place of the parts of them. */
export function withPassedOver(
  words: readonly RecognisedWord[],
  { letters }: PassedOver,
  read: readonly RecognisedWord[],
): RecognisedWord[] {
  const more = read.filter(
    (word) =>
      word.confidence >= SURE &&
      /[\p{L}\p{N}$€£¥]/u.test(word.text) &&
      letters.some((letter) => holds(word, letter)) &&
      !words.some((other) => other.confidence > word.confidence + WORSE && holds(word, other)),
  )
  const isReplaced = (word: RecognisedWord): boolean =>
    more.some((other) => holds(other, word) || (word.confidence < SURE && holds(word, other)))
  return [...words.filter((word) => !isReplaced(word)), ...more]
}

/** Whether the middle of the other one lies in this box. */
function holds(box: InkBox, { left, top, right, bottom }: InkBox): boolean {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2]
  return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom
}

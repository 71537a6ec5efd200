import { cropOf } from './crop.ts'
import { withoutRules } from './erase-rules.ts'
import { type InkCell, inkCells } from './ink-cells.ts'
import type { LineNetwork } from './line-network.ts'
import type { Picture } from './picture.ts'
import { pixelLines } from './pixel-rules.ts'
import type { RecognisedWord } from './recogniser.ts'
import { rotated } from './resample.ts'
import { betterOf, isDoubtful, mostInNeed, MOST_READ_AGAIN, numberIn } from './second-reading.ts'
import { usualHeight } from './usual-height.ts'
import { blurred } from './smooth.ts'

/** A level picture on white paper with its grain softened, at the resolution that it came in. */
export interface FinePicture {
  readonly picture: Picture
  readonly dpi: number
}

/** Pixels: grain of the scan, which the network takes for strokes; half as much or twice is not much worse. */
const GRAIN = 0.6

export function finePicture(upright: Picture, dpi: number, angle: number): FinePicture {
  return { picture: rotated(blurred(upright, GRAIN), angle), dpi }
}

/** In heights of the frame: paper around a word that the network wants to see. */
const MARGIN_ACROSS = 0.12
const MARGIN_DOWN = 0.08
/** In heights of a usual word: what is taller is no word; and letters stand so far above the line. */
const TALLEST = 3
const ABOVE = 0.8
const BELOW = 0.1
/** A word that the page's reading is so sure of is one. */
const KNOWN = 0.9

/** What reads again. */
export interface SecondReader {
  /** Started when a page needs it. */
  readonly network: () => Promise<LineNetwork>
  /** Whether it writes all letters of the languages that are read; else only numbers are read again. */
  readonly words: boolean
  /** Whether it is in the dictionaries of the languages. */
  readonly hasWord: (word: string) => boolean
}

/**
 * Words that were read doubtfully, as the better of two readings has them.
 * @param enlargement of the picture that the words' places are of
 */
export async function withSecondReading(
  words: readonly RecognisedWord[],
  { picture }: FinePicture,
  enlargement: number,
  second: SecondReader,
): Promise<RecognisedWord[]> {
  const usual = usualHeight(words)
  const isReadAgain = (word: RecognisedWord) =>
    isDoubtful(word) && (second.words || /\d/.test(word.text)) && word.bottom - word.top <= TALLEST * usual
  const doubtful = mostInNeed(words.filter(isReadAgain))
  if (doubtful.size === 0) return [...words]
  const sure = words.filter(({ confidence }) => confidence >= KNOWN)
  const onPage = new Set(sure.flatMap(({ text }) => text.match(/\p{L}+/gu) ?? []))
  const isKnown = (letters: string) => onPage.has(letters) || second.hasWord(letters)
  const network = await second.network()
  const read: RecognisedWord[] = []
  for (const word of words) {
    const frame = withMargin(scaled(wholeLine(word, usual), 1 / enlargement))
    read.push(doubtful.has(word) ? betterOf(word, await network.read(cropOf(picture, frame)), isKnown) : word)
  }
  return read
}

/** As high as capitals of its line, whatever its own letters. */
const wholeLine = (word: RecognisedWord, usual: number): InkCell => ({
  ...word,
  top: Math.min(word.top, word.baseline - ABOVE * usual),
  bottom: Math.max(word.bottom, word.baseline + BELOW * usual),
})

/** In heights of a usual word: the widest number. */
const WIDEST_NUMBER = 10

/** On a page of small print: numbers as the network reads them, found by their ink, in place of the words there. */
export async function withNumbersByInk(
  words: readonly RecognisedWord[],
  { picture, dpi }: FinePicture,
  enlargement: number,
  second: SecondReader,
): Promise<RecognisedWord[]> {
  const usual = usualHeight(words) / enlargement
  const network = await second.network()
  const numbers: RecognisedWord[] = []
  const cells = inkCells(withoutRules(picture, pixelLines(picture, dpi)), usual).filter(
    ({ left, right }) => right - left <= WIDEST_NUMBER * usual,
  )
  for (const cell of cells.slice(0, MOST_READ_AGAIN)) {
    const { text, mean } = await network.read(cropOf(picture, withMargin(cell)))
    const number = numberIn(text)
    if (number !== null) numbers.push({ ...scaled(cell, enlargement), text: number, confidence: mean })
  }
  const isReplaced = (word: RecognisedWord) => numbers.some((number) => holds(number, word))
  return [...words.filter((word) => !isReplaced(word)), ...numbers]
}

function withMargin({ left, top, right, bottom }: InkCell): InkCell {
  const [across, down] = [MARGIN_ACROSS * (bottom - top), MARGIN_DOWN * (bottom - top)]
  return {
    left: left - across,
    top: top - down,
    right: right + across,
    bottom: bottom + down,
    baseline: bottom,
  }
}

const scaled = ({ left, top, right, bottom, baseline }: InkCell, by: number): InkCell => ({
  left: left * by,
  top: top * by,
  right: right * by,
  bottom: bottom * by,
  baseline: baseline * by,
})

function holds(number: RecognisedWord, word: RecognisedWord): boolean {
  const [x, y] = [(word.left + word.right) / 2, (word.top + word.bottom) / 2]
  return x > number.left && x < number.right && y > number.top && y < number.bottom
}

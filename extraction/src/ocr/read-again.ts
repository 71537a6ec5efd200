import { cropOf } from './crop.ts'
import { type InkCell, inkCells } from './ink-cells.ts'
import type { LineNetwork } from './line-network.ts'
import type { Picture } from './picture.ts'
import { withoutRules } from './erase-rules.ts'
import { pixelLines } from './pixel-rules.ts'
import { rotated } from './resample.ts'
import { blurred } from './smooth.ts'
import type { RecognisedWord } from './recogniser.ts'
import { betterOf, isDoubtful, lettersOf, numberIn } from './second-reading.ts'

/** A level picture on white paper with its grain softened, at its own resolution, and how much smaller than the words' it is. */
export interface FinePicture {
  readonly picture: Picture
  readonly dpi: number
  readonly scale: number
}

/** Pixels: grain of the scan, which the network takes for strokes; half as much or twice is not much worse. */
const GRAIN = 0.6

export function finePicture(upright: Picture, dpi: number, angle: number, scale: number): FinePicture {
  const picture = rotated(blurred(upright, GRAIN), angle)
  return { picture, dpi, scale }
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

/** Words that were read doubtfully, as the better of two readings has them. */
export async function withSecondReading(
  words: readonly RecognisedWord[],
  { picture, scale }: FinePicture,
  second: () => Promise<LineNetwork>,
): Promise<RecognisedWord[]> {
  const usual = usualHeight(words)
  const known = new Set(
    words.filter(({ confidence }) => confidence >= KNOWN).map(({ text }) => lettersOf(text)),
  )
  const network = await second()
  const read: RecognisedWord[] = []
  for (const word of words) {
    const frame = scaled(
      {
        ...word,
        top: Math.min(word.top, word.baseline - ABOVE * usual),
        bottom: Math.max(word.bottom, word.baseline + BELOW * usual),
      },
      scale,
    )
    const again = isDoubtful(word) && word.bottom - word.top <= TALLEST * usual
    read.push(again ? betterOf(word, await network.read(cropOf(picture, withMargin(frame))), known) : word)
  }
  return read
}

/** In heights of a usual word: the widest number. */
const WIDEST_NUMBER = 10

/** On a page of small print: numbers as the network reads them, found by their ink, in place of the words there. */
export async function withNumbersByInk(
  words: readonly RecognisedWord[],
  { picture, dpi, scale }: FinePicture,
  second: () => Promise<LineNetwork>,
): Promise<RecognisedWord[]> {
  const usual = usualHeight(words) * scale
  const network = await second()
  const numbers: RecognisedWord[] = []
  for (const cell of inkCells(withoutRules(picture, pixelLines(picture, dpi)), usual)) {
    if (cell.right - cell.left > WIDEST_NUMBER * usual) continue
    const { text, mean } = await network.read(cropOf(picture, withMargin(cell)))
    const number = numberIn(text)
    if (number !== null) numbers.push({ ...scaled(cell, 1 / scale), text: number, confidence: mean })
  }
  const isReplaced = (word: RecognisedWord) => numbers.some((number) => holds(number, word))
  return [...words.filter((word) => !isReplaced(word)), ...numbers]
}

function usualHeight(words: readonly RecognisedWord[]): number {
  const heights = words.filter(({ text }) => text.length > 1).map(({ top, bottom }) => bottom - top)
  return heights.toSorted((a, b) => a - b)[Math.floor(heights.length / 2)] ?? 0
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

import { joinRules } from '../read/pdf/rules.ts'
import type { Rule, Word } from '../read/page-content.ts'
import { withJoinedNumbers } from './joined-numbers.ts'
import { leadersOf, leaderWords, withoutLeaders } from './leaders.ts'
import { linedUp } from './line-up.ts'
import { onWhitePaper } from './paper.ts'
import type { Picture } from './picture.ts'
import { pixelRules } from './pixel-rules.ts'
import { type Placement, placementOf } from './placement.ts'
import type { RecognisedWord, Recogniser } from './recogniser.ts'
import { enlarged, rotated, turned } from './resample.ts'
import { withSeparators } from './separators.ts'
import { withSigns } from './signs.ts'
import { blurred, median } from './smooth.ts'
import { straighteningOf } from './upright.ts'

/** Resolution at which Tesseract's models read best; finer pictures are read as they are. */
export const READING_DPI = 300
/** Pixels: takes the grain from noise that the median leaves. */
const BLUR = 0.8

/** What stands in a picture of a page, on the page made upright. Lengths in points. */
export interface ReadPicture {
  readonly words: readonly Word[]
  readonly rules: readonly Rule[]
  readonly placement: Placement
}

/** Pixels at 300 dpi: print whose usual word is lower than this is enlarged further (words of 5 points: 15). */
const SMALL_PRINT = 19
const SMALL_PRINT_DPI = 450

/** The recipe: white paper → upright → 300 dpi → noise and leaders away → words, and lines before the noise filter eats thin ones. */
export function readPicture(picture: Picture, dpi: number, recogniser: Recogniser): ReadPicture {
  const white = onWhitePaper(picture, dpi)
  const straightening = straighteningOf(median(white), dpi, recogniser)
  const placement = placementOf((picture.width * 72) / dpi, (picture.height * 72) / dpi, straightening)
  const upright = turned(white, straightening.turn)
  const usual = readUpright(upright, dpi, Math.max(1, READING_DPI / dpi), straightening.angle, recogniser)
  const read =
    dpi < SMALL_PRINT_DPI && isSmall(usual.words)
      ? readUpright(upright, dpi, SMALL_PRINT_DPI / dpi, straightening.angle, recogniser)
      : usual
  const words = linedUp(read.words, read.resolution, leaderWords(read.leaders))
  return { words, rules: read.rules, placement }
}

function readUpright(picture: Picture, dpi: number, factor: number, angle: number, recogniser: Recogniser) {
  const resolution = dpi * factor
  const level = rotated(enlarged(picture, factor), angle)
  const clean = blurred(median(level), BLUR)
  const leaders = leadersOf(clean, resolution)
  const found = recogniser.read(withoutLeaders(clean, leaders), resolution)
  const parted = withSeparators(withJoinedNumbers(found), clean)
  return { resolution, words: withSigns(parted), leaders, rules: joinRules(pixelRules(level, resolution)) }
}

function isSmall(words: readonly RecognisedWord[]): boolean {
  const heights = words.filter(({ text }) => text.length > 1).map(({ top, bottom }) => bottom - top)
  return (heights.toSorted((a, b) => a - b)[Math.floor(heights.length / 2)] ?? SMALL_PRINT) < SMALL_PRINT
}

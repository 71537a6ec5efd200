import { joinRules } from '../read/pdf/rules.ts'
import type { Rule, Word } from '../read/page-content.ts'
import { withDashes } from './dashes.ts'
import { withoutRules } from './erase-rules.ts'
import { withJoinedNumbers } from './joined-numbers.ts'
import { leadersOf, leaderWords, withoutLeaders } from './leaders.ts'
import { linedUp } from './line-up.ts'
import { onWhitePaper } from './paper.ts'
import { withPartedWords } from './parted-words.ts'
import { passedOver, withPassedOver } from './passed-over.ts'
import type { Picture } from './picture.ts'
import { pixelLines, pixelRules } from './pixel-rules.ts'
import { type Placement, placementOf } from './placement.ts'
import { ONE_BLOCK, type RecognisedWord, type Recogniser } from './recogniser.ts'
import { finePicture, type SecondReader, withNumbersByInk, withSecondReading } from './read-again.ts'
import { enlarged, rotated, turned } from './resample.ts'
import { withSeparators } from './separators.ts'
import { withSigns } from './signs.ts'
import { blurred, median } from './smooth.ts'
import { isSmallPrint } from './small-print.ts'
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

/** Small print is enlarged further. */
const SMALL_PRINT_DPI = 450

export interface Readers {
  readonly first: Recogniser
  readonly second: SecondReader
}

/**
 * The recipe: white paper → upright → 300 dpi → noise and leaders away → words, the doubtful ones read again; and lines before
 * the noise filter eats thin ones.
 */
export async function readPicture(
  picture: Picture,
  dpi: number,
  { first, second }: Readers,
): Promise<ReadPicture> {
  const white = onWhitePaper(picture, dpi)
  const straightening = straighteningOf(median(white), dpi, first)
  const placement = placementOf((picture.width * 72) / dpi, (picture.height * 72) / dpi, straightening)
  const upright = turned(white, straightening.turn)
  const { angle } = straightening
  const fine = finePicture(upright, dpi, angle)
  const small = dpi < SMALL_PRINT_DPI && isSmallPrint(fine.picture, dpi)
  const page = prepared(upright, dpi, Math.max(1, (small ? SMALL_PRINT_DPI : READING_DPI) / dpi), angle)
  const found = first.read(page.ruled, page.resolution)
  const again = small
    ? await withNumbersByInk(found, fine, page.resolution / dpi, second)
    : await withSecondReading(mended(found, page, first), fine, page.resolution / dpi, second)
  const parted = withSeparators(withJoinedNumbers(again), page.clean)
  const words = withDashes(withSigns(parted), page.clean)
  return { words: linedUp(words, page.resolution, leaderWords(page.leaders)), rules: page.rules, placement }
}

/** The level picture of a page as Tesseract reads it best: with its lines, by which columns are found, and without. */
function prepared(picture: Picture, dpi: number, factor: number, angle: number) {
  const resolution = dpi * factor
  const level = rotated(enlarged(picture, factor), angle)
  const lines = pixelLines(level, resolution)
  const noiseless = blurred(median(level), BLUR)
  const unruled = withoutRules(noiseless, lines)
  const leaders = leadersOf(unruled, resolution)
  return {
    resolution,
    ruled: withoutLeaders(noiseless, leaders),
    clean: withoutLeaders(unruled, leaders),
    leaders,
    rules: joinRules(pixelRules(lines, resolution)),
  }
}

/** Without what lines of the page spoiled, with the letters that were passed over, and a word a column. */
function mended(
  words: readonly RecognisedWord[],
  { clean, resolution }: Pick<ReturnType<typeof prepared>, 'clean' | 'resolution'>,
  recogniser: Recogniser,
): RecognisedWord[] {
  const read: Read = (from) => recogniser.read(from, resolution, ONE_BLOCK)
  return withPartedWords(withAllLetters(surestWords(words, clean, read), clean, read), clean)
}

type Read = (picture: Picture) => RecognisedWord[]

/** With so many words read less surely than that, lines between the rows may have been read with them. */
const UNSURE = 0.5
const MANY = 0.1

/** The words as read with the lines of the page, or without where they spoil the reading. */
function surestWords(
  words: readonly RecognisedWord[],
  unruled: Picture,
  read: Read,
): readonly RecognisedWord[] {
  const unsure = words.filter(({ confidence }) => confidence < UNSURE).length
  if (unsure <= MANY * words.length) return words
  const other = read(unruled)
  return sureness(other) > sureness(words) ? other : words
}

const sureness = (words: readonly RecognisedWord[]): number =>
  words.reduce((sum, { text, confidence }) => sum + text.length * confidence ** 2, 0)

function withAllLetters(words: readonly RecognisedWord[], picture: Picture, read: Read): RecognisedWord[] {
  const left = passedOver(picture, words)
  return left === null ? [...words] : withPassedOver(words, left, read(left.picture))
}

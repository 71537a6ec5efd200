import { joinRules } from '../read/pdf/rules.ts'
import type { Rule, Word } from '../read/page-content.ts'
import { withJoinedNumbers } from './joined-numbers.ts'
import { linedUp } from './line-up.ts'
import { onWhitePaper } from './paper.ts'
import type { Picture } from './picture.ts'
import { pixelRules } from './pixel-rules.ts'
import { type Placement, placementOf } from './placement.ts'
import type { Recogniser } from './recogniser.ts'
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

/** The recipe: white paper → upright → 300 dpi → noise away → words, and lines before the noise filter eats thin ones. */
export function readPicture(picture: Picture, dpi: number, recogniser: Recogniser): ReadPicture {
  const white = onWhitePaper(picture, dpi)
  const straightening = straighteningOf(median(white), dpi, recogniser)
  const { turn, angle } = straightening
  const factor = Math.max(1, READING_DPI / dpi)
  const resolution = dpi * factor
  const level = rotated(enlarged(turned(white, turn), factor), angle)
  const clean = blurred(median(level), BLUR)
  const words = withSigns(withSeparators(withJoinedNumbers(recogniser.read(clean, resolution)), clean))
  return {
    words: linedUp(words, resolution),
    rules: joinRules(pixelRules(level, resolution)),
    placement: placementOf((picture.width * 72) / dpi, (picture.height * 72) / dpi, straightening),
  }
}

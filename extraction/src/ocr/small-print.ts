import { inkPieces } from './ink-pieces.ts'
import type { Picture } from './picture.ts'

/** Darker than this is ink; pieces of fewer pixels or less height are grain. */
const INK = 185
const GRAIN = { area: 5, height: 3 }
/** Inches: what is higher or wider is no letter. */
const LETTER = 0.2
/** Of the letters' heights: so large a part is less than capitals and digits are. */
const CAPITALS = 0.75
/** Inches: print is small whose capitals are lower, 5 points. Pages of 5 points measured .04, all others at least .065. */
const SMALL = 0.05

/** Whether most of a page's print is so small that Tesseract reads it badly. */
export function isSmallPrint(picture: Picture, dpi: number): boolean {
  const page = { left: 0, top: 0, right: picture.width, bottom: picture.height }
  const heights = inkPieces(picture, page, INK)
    .map(({ left, top, right, bottom, area }) => ({
      width: right - left + 1,
      height: bottom - top + 1,
      area,
    }))
    .filter(
      ({ width, height, area }) =>
        area >= GRAIN.area && height >= GRAIN.height && Math.max(width, height) < LETTER * dpi,
    )
    .map(({ height }) => height)
    .toSorted((a, b) => a - b)
  const capital = heights[Math.floor(CAPITALS * heights.length)]
  return capital !== undefined && capital < SMALL * dpi
}

import { isTabular, type Region } from './regions.ts'
import type { Line } from './lines.ts'
import { isValueRun, isYearRun } from './runs.ts'

/** In em, and in usual gaps between the region's lines: the white over the headings of a second table. */
const WHITE = 0.9
const USUAL_GAPS = 2
/** Lines with values on both sides. */
const LEAST_ROWS = 3

/**
 * A region parted where another table with other columns begins: white, headings without a value, rows. Null where there is no
 * such place: headings may stand between the rows of one table.
 *
 * @param countColumns how many columns some lines make
 */
export function stackedRegions(
  region: Region,
  countColumns: (lines: readonly Line[]) => number,
): [Region, Region] | null {
  const { lines, from, to } = region
  const gaps = lines.slice(1).map((line, index) => line.top - (lines[index]?.bottom ?? line.top))
  const usual = gaps.toSorted((a, b) => a - b)[gaps.length >> 1] ?? 0
  for (let at = LEAST_ROWS; at < lines.length - LEAST_ROWS; at++) {
    const size = lines[at]?.size ?? 0
    const gap = gaps[at - 1] ?? 0
    if (gap < WHITE * size || gap < USUAL_GAPS * usual || !beginsWithHeadings(lines.slice(at))) continue
    const [above, below] = [lines.slice(0, at), lines.slice(at)]
    if (rowsOf(above) < LEAST_ROWS || rowsOf(below) < LEAST_ROWS) continue
    if (countColumns(above) === countColumns(below)) continue
    return [
      { lines: above, from, to: from + at },
      { lines: below, from: from + at, to },
    ]
  }
  return null
}

/** Lines without a value, one of them with headings side by side, before the first row. */
function beginsWithHeadings(lines: readonly Line[]): boolean {
  const first = lines.findIndex(isRow)
  return first > 0 && lines.slice(0, first).some((line) => line.runs.length > 2 && isTabular(line))
}

const isRow = (line: Line): boolean =>
  isTabular(line) && line.runs.slice(1).some((run) => isValueRun(run) && !isYearRun(run))

const rowsOf = (lines: readonly Line[]): number => lines.filter(isRow).length

import { isTabular, type Region } from './regions.ts'
import type { Line } from './lines.ts'
import { isValueRun, isYearRun } from './runs.ts'

/** In em, and in usual gaps between the region's lines: the white over the headings of a second table. */
const WHITE = 0.9
const USUAL_GAPS = 2
const OVER_PROSE = 1.3
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
    const [above, below] = [lines.slice(0, at), lines.slice(at)]
    const prose = below.slice(0, MOST_TEXT).some(isSentence)
    if (gap < WHITE * size || gap < (prose ? OVER_PROSE : USUAL_GAPS) * usual) continue
    if (!beginsWithHeadings(below)) continue
    if (rowsOf(above) < LEAST_ROWS || rowsOf(below) < LEAST_ROWS) continue
    if (countColumns(above) === countColumns(below) && !prose) continue
    const text = below.findIndex((line) => isTabular(line) || !beginsAtLeft(line, below))
    return [
      { lines: above, from, to: from + at },
      { lines: below.slice(text), from: from + at + text, to },
    ]
  }
  return null
}

/** Lines between two tables that are looked at. */
const MOST_TEXT = 6
const SENTENCE_WORDS = 5

/** Prose between two tables. */
function isSentence({ runs: [run, ...others] }: Line): boolean {
  if (run === undefined || others.length > 0 || run.words.length < SENTENCE_WORDS) return false
  return /\p{L}[.:]$/u.test(run.words.at(-1)?.text ?? '')
}

/** Points. */
const SAME_EDGE = 3

const beginsAtLeft = (line: Line, lines: readonly Line[]): boolean =>
  line.left <= Math.min(...lines.map(({ left }) => left)) + SAME_EDGE

/** Lines without a value, one of them with headings side by side, before the first row. */
function beginsWithHeadings(lines: readonly Line[]): boolean {
  const first = lines.findIndex(isRow)
  return first > 0 && lines.slice(0, first).some((line) => isTabular(line) && headsColumns(line, lines))
}

/** Several headings side by side; two, where no label stands before them. */
function headsColumns(line: Line, lines: readonly Line[]): boolean {
  return line.runs.length > 2 || !beginsAtLeft(line, lines)
}

const isRow = (line: Line): boolean =>
  isTabular(line) && line.runs.slice(1).some((run) => isValueRun(run) && !isYearRun(run))

const rowsOf = (lines: readonly Line[]): number => lines.filter(isRow).length

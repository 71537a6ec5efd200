import { overlap } from '../geometry/box.ts'
import type { Line, Run } from './lines.ts'
import { proseTest } from './prose.ts'
import { isValueRun, withoutMark } from './runs.ts'
import type { RuleBetween } from './rule-between.ts'
import type { Zone } from './zones.ts'

/** Neighbouring lines that may be a table. */
export interface Region {
  readonly lines: readonly Line[]
  /** Index in the zone of its first and past its last line. */
  readonly from: number
  readonly to: number
}

/** In em: a gap on a line this wide sets columns apart. */
const COLUMN_GAP = 1
/** In em: the white between two lines of a table, with and without columns that go on below it. */
const LINE_GAP = 2.2
const LINE_GAP_ALIGNED = 4.5
/** A line of this many words that crosses the columns is prose. */
const PROSE_WORDS = 7
/** and this share of the table's width is prose. */
const PROSE_WIDTH = 0.6

export function regionsOf(zone: Zone, ruleBetween: RuleBetween): Region[] {
  const isRunningText = proseTest(zone)
  const lines = zone.map((line) => (isRunningText(line) ? asOneRun(line) : withoutMark(line)))
  const regions: Region[] = []
  let index = 0
  while (index < lines.length) {
    const line = lines[index]
    if (line !== undefined && isTabular(line)) {
      const to = growDown(lines, index)
      const from = growUp(lines, index, to, regions.at(-1)?.to ?? 0, ruleBetween)
      regions.push({ lines: lines.slice(from, to), from, to })
      index = to
    } else index += 1
  }
  return regions
}

function asOneRun(line: Line): Line {
  return {
    ...line,
    runs: [{ words: line.runs.flatMap((run) => run.words), left: line.left, right: line.right }],
  }
}

/** Parted into runs by a wide gap, or holding two values. */
export function isTabular(line: Line): boolean {
  if (line.runs.length < 2) return false
  if (line.runs.filter(isValueRun).length >= 2) return true
  return line.runs
    .slice(1)
    .some((run, index) => run.left - (line.runs[index]?.right ?? 0) >= COLUMN_GAP * line.size)
}

/** Index past the last line that goes on with the table. */
function growDown(lines: readonly Line[], from: number): number {
  const first = lines[from]
  if (first === undefined) return from
  const known = [first]
  let last = first
  let end = from + 1
  let previous = first
  let pending = false
  for (let index = from + 1; index < lines.length; index++) {
    const line = lines[index]
    if (line === undefined) break
    const gap = line.top - previous.bottom
    const aligned = isTabular(line) && goesOn(line, known)
    if (gap > LINE_GAP_ALIGNED * last.size || (gap > LINE_GAP * last.size && !aligned && pending)) break
    pending = !isTabular(line)
    if (isTabular(line)) {
      if (!aligned) break
      known.push(line)
      if (known.length > REMEMBERED) known.shift()
      last = line
      end = index + 1
    } else if (isProse(line, known)) break
    previous = line
  }
  return end + endsInSecondLine(lines, from, end)
}

/** Of the usual: a second line of a row stands no farther below its first. */
const AS_NEAR = 1.1

/** 1 where the last row goes on in a line of its own, as other rows of the table do; else 0. */
function endsInSecondLine(lines: readonly Line[], from: number, end: number): 0 | 1 {
  const [last, line] = [lines[end - 1], lines[end]]
  if (last === undefined || line === undefined || !isSecondLine(last, line)) return 0
  const usual = lines.slice(from, end - 1).flatMap((above, index) => {
    const second = lines[from + index + 1]
    return second !== undefined && isTabular(above) && isSecondLine(above, second)
      ? [second.baseline - above.baseline]
      : []
  })
  const after = lines[end + 1]
  const standsApart = after === undefined || after.baseline - line.baseline > line.baseline - last.baseline
  return usual.length > 0 && standsApart && line.baseline - last.baseline <= AS_NEAR * Math.max(...usual)
    ? 1
    : 0
}

/** Text alone that begins where a text does above it. */
function isSecondLine(above: Line, line: Line): boolean {
  const [run] = line.runs
  if (run === undefined || line.runs.length > 1) return false
  const over = above.runs.find((other) => Math.abs(other.left - run.left) <= SAME_EDGE * line.size)
  return over !== undefined && !isValueRun(over) && run.right <= over.right + ROOM * line.size
}

/** In em: a second line may be longer than the first by no more. */
const ROOM = 4

/** Lines whose columns a new line is held against. */
const REMEMBERED = 8

/** Whether one of its runs but the first stands under one of theirs. */
function goesOn(line: Line, known: readonly Line[]): boolean {
  const runs = line.runs.slice(1)
  return known.some((other) => other.runs.slice(1).some((above) => runs.some((run) => isUnder(run, above))))
}

function isUnder(run: Run, above: Pick<Run, 'left' | 'right'>): boolean {
  return overlap(run.left, run.right, above.left, above.right) > 0
}

/** One run of many words over the columns and most of the table's width. */
function isProse(line: Line, known: readonly Line[]): boolean {
  const [run] = line.runs
  if (run === undefined || run.words.length < PROSE_WORDS) return false
  const left = Math.min(...known.map((other) => other.left))
  const right = Math.max(...known.map((other) => other.right))
  if (run.right - run.left < PROSE_WIDTH * (right - left)) return false
  const crossed = known.filter((other) => other.runs.slice(1).some((above) => isUnder(run, above)))
  return crossed.length * 2 > known.length
}

/** In em: the white between a heading and what it heads, without and with a rule between them. */
const HEADING_GAP = 0.9
const RULED_HEADING_GAP = 2

/** Index of the first line: headings that stand over columns other than the first are taken in. */
function growUp(
  lines: readonly Line[],
  start: number,
  end: number,
  floor: number,
  ruleBetween: RuleBetween,
): number {
  const table = lines.slice(start, end)
  const stub = stubEdge(table)
  const left = Math.min(...table.map((line) => line.left))
  const right = Math.max(...table.map((line) => line.right))
  let from = start
  for (let index = start - 1; index >= floor; index--) {
    const [line, below] = [lines[index], lines[from]]
    if (line === undefined || below === undefined) break
    const underTo = below.baseline - 0.5 * below.size
    // A rule under a heading ties it to the columns that the rule spans.
    const tied = ruleBetween(line.baseline, underTo, line.left, line.right) !== null
    const near = below.top - line.bottom <= (tied ? RULED_HEADING_GAP : HEADING_GAP) * line.size
    if (!near || line.runs.length !== 1 || line.left < stub || line.right - line.left > 0.6 * (right - left))
      break
    if (isTitle(line, left, stub, right) && !beginsHeading(line, below)) break
    const rule = ruleBetween(line.baseline, underTo, left, right)
    if (rule !== null && rule.end - rule.start >= CLOSING_RULE * (right - left)) break
    from = index
  }
  return from
}

/** Centred on the whole table rather than on its columns of values. */
function isTitle(line: Line, left: number, stub: number, right: number): boolean {
  const middle = (line.left + line.right) / 2
  const [ofTable, ofValues] = [(left + right) / 2, (stub + right) / 2]
  return ofValues - ofTable > line.size && Math.abs(middle - ofTable) < Math.abs(middle - ofValues)
}

/** In em. */
const SAME_EDGE = 0.1

/** The first line of a heading of two begins or ends where the second does. */
function beginsHeading(line: Line, below: Line): boolean {
  const [over, ...others] = below.runs.filter((run) => isUnder(run, line))
  if (over === undefined || others.length > 0 || over === below.runs[0]) return false
  const near = SAME_EDGE * line.size
  return Math.abs(over.left - line.left) <= near || Math.abs(over.right - line.right) <= near
}

/** A rule over this share of the table's width begins or ends it; a shorter one belongs to a heading. */
const CLOSING_RULE = 0.9

/** Where the second column begins. */
function stubEdge(lines: readonly Line[]): number {
  const edges = lines
    .filter(isTabular)
    .map((line) => line.runs[0]?.right ?? 0)
    .sort((a, b) => a - b)
  return edges[edges.length >> 1] ?? 0
}

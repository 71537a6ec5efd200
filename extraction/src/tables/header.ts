import { overlap } from '../geometry/box.ts'
import type { Rule, Word } from '../read/page-content.ts'
import type { Column } from './columns.ts'
import type { DraftCell } from './draft.ts'
import type { Line } from './lines.ts'
import type { Piece } from './pieces.ts'
import { isFloating, shareText, type PlacedLine } from './placed-line.ts'
import type { RuleBetween } from './rule-between.ts'
import { isValueRun, isYearRun, runText } from './runs.ts'

/** Index of the first body line: the first whose texts right of the labels are values, and its headings. */
export function bodyStart(lines: readonly PlacedLine[], ruleBetween: RuleBetween): number | null {
  const first = lines.findIndex(isBodyLine)
  if (first < 0) return null
  const left = Math.min(...lines.map(({ line }) => line.left))
  const heading = lines
    .slice(0, first)
    .findLastIndex((line) => line.pieces.some((piece) => piece.last > 0 && !isLongLabel(piece, left)))
  if (heading < 0) return 0
  if (heading === first - 1 && wrapsIntoValues(lines, first, ruleBetween)) return first + 1
  return beginningOfFirstRow(lines, first) ?? heading + 1
}

/** In em: labels are indented by no more. */
const INDENT = 2.5

/** A label that reaches into the next column, which is empty beside it. */
const isLongLabel = (piece: Piece, left: number): boolean =>
  piece.first === 0 && piece.last === 1 && piece.left - left <= INDENT * (piece.words[0]?.fontSize ?? 0)

/** Lines of one cell stand nearer to each other than this share of the way to another row. */
const TIGHT = 0.88

/** Lines of text over the first row that stand nearer to it than to the headings: the beginning of a cell of more lines. */
function beginningOfFirstRow(lines: readonly PlacedLine[], first: number): number | null {
  const row = lines[first]
  let from = first
  while (row !== undefined && from > 1) {
    const line = lines[from - 1]
    if (line === undefined || !isFloating(line) || !shareText([line], row)) break
    from--
  }
  for (let index = from; index < first; index++) {
    const over = gapOver(lines, index)
    const within = Array.from({ length: first - index }, (_, i) => gapOver(lines, index + 1 + i))
    if (Math.max(...within) < TIGHT * over) return index
  }
  return null
}

const gapOver = (lines: readonly PlacedLine[], index: number): number =>
  (lines[index]?.line.baseline ?? 0) - (lines[index - 1]?.line.baseline ?? 0)

/**
 * A heading's last line may look like values ("$10,000– / 14,999"): a rule over the full width closes it, and none
 * parts it from the line above.
 */
function wrapsIntoValues(lines: readonly PlacedLine[], index: number, ruleBetween: RuleBetween): boolean {
  const [above, line, below] = [lines[index - 1]?.line, lines[index]?.line, lines[index + 1]?.line]
  if (!above || !line || !below || line.top - above.bottom > HEADING_GAP * line.size) return false
  const left = Math.min(...lines.map((placed) => placed.line.left))
  const right = Math.max(...lines.map((placed) => placed.line.right))
  const isFull = (rule: Rule | null) => rule !== null && rule.end - rule.start >= 0.95 * (right - left)
  const parting = ruleBetween(above.baseline, line.baseline - 0.5 * line.size, line.left, line.right)
  if (parting !== null) return false
  const closesHere = isFull(ruleBetween(line.baseline, below.baseline - 0.5 * below.size, left, right))
  const first = lines[0]?.line ?? above
  // where the headings are closed already, a rule is the first row's
  return closesHere && !isFull(ruleBetween(first.baseline, line.baseline - 0.5 * line.size, left, right))
}

function isBodyLine(line: PlacedLine): boolean {
  const body = line.pieces.filter((piece) => piece.first > 0)
  const values = body.filter((piece) => isValueRun(piece) && !isYearRun(piece))
  return values.length > 0 && values.length * 2 >= body.length && !numbersColumns(body)
}

/** "1 2 3 4": the columns' numbers, or the years ahead. */
function numbersColumns(pieces: readonly Piece[]): boolean {
  const numbers = pieces.map((piece) => Number(runText(piece)))
  return (
    numbers.length >= 3 &&
    numbers.every((number, index) => index === 0 || number === (numbers[index - 1] ?? 0) + 1)
  )
}

/** A heading with the columns under it and the lines that it is made of. */
interface Heading {
  readonly lines: Word[][]
  left: number
  right: number
  bottom: number
  readonly top: number
  readonly size: number
  first: number
  last: number
}

/** The cells of header lines: wrapped headings joined, spanning ones over their columns, the others over all header rows. */
export function headerCells(
  lines: readonly PlacedLine[],
  columns: readonly Column[],
  ruleBetween: RuleBetween,
): { rows: number; cells: DraftCell[] } {
  const headings = joinedHeadings(lines, ruleBetween)
  for (const heading of headings) spread(heading, headings, columns, ruleBetween)
  const depth = headings.map((heading) => depthAbove(heading, headings))
  const below = headings.map((heading) => depthBelow(heading, headings))
  const rows = Math.max(0, ...headings.map((_, index) => (depth[index] ?? 0) + (below[index] ?? 0) + 1))
  const cells = headings.map((heading, index): DraftCell => {
    const row = depth[index] ?? 0
    const last = below[index] === 0 ? rows : row + 1
    return {
      row,
      column: heading.first,
      rowSpan: last - row,
      columnSpan: heading.last - heading.first + 1,
      lines: heading.lines,
    }
  })
  return { rows, cells }
}

function joinedHeadings(lines: readonly PlacedLine[], ruleBetween: RuleBetween): Heading[] {
  const headings: Heading[] = []
  for (const { line, pieces } of lines) {
    for (const piece of pieces) {
      const above = headings.findLast((heading) => isSameHeading(heading, piece, line, pieces, ruleBetween))
      if (above) extend(above, piece, line)
      else headings.push(newHeading(piece, line))
    }
  }
  return headings
}

/** In em: lines of one heading are this near. */
const HEADING_GAP = 0.7

function isSameHeading(
  heading: Heading,
  piece: Piece,
  line: Line,
  siblings: readonly Piece[],
  ruleBetween: RuleBetween,
): boolean {
  if (line.top - heading.bottom > HEADING_GAP * line.size || line.bottom <= heading.bottom) return false
  if (overlap(heading.left, heading.right, piece.left, piece.right) <= 0) return false
  const left = Math.max(heading.left, piece.left)
  const right = Math.min(heading.right, piece.right)
  if (ruleBetween(heading.bottom - 0.4 * line.size, line.bottom - 0.5 * line.size, left, right)) return false
  const under = siblings.filter((other) => overlap(heading.left, heading.right, other.left, other.right) > 0)
  return under.length === 1 && standsUnder(heading, piece, line.size)
}

/** In em: lines of one heading begin, end or are centred this near to each other, or one lies within the other. */
const UNDER = 0.6

function standsUnder(heading: Heading, piece: Piece, size: number): boolean {
  const [left, right] = [piece.left - heading.left, piece.right - heading.right]
  const within = left * right <= 0
  return within || [left, right, (left + right) / 2].some((off) => Math.abs(off) <= UNDER * size)
}

function newHeading(piece: Piece, line: Line): Heading {
  const { left, right, first, last } = piece
  return {
    lines: [[...piece.words]],
    left,
    right,
    top: line.top,
    bottom: line.bottom,
    size: line.size,
    first,
    last,
  }
}

function extend(heading: Heading, piece: Piece, line: Line): void {
  heading.lines.push([...piece.words])
  heading.left = Math.min(heading.left, piece.left)
  heading.right = Math.max(heading.right, piece.right)
  heading.bottom = line.bottom
  heading.first = Math.min(heading.first, piece.first)
  heading.last = Math.max(heading.last, piece.last)
}

/** Widens a heading to the columns that it stands over: those over the rule under it, else those that it is centred over. */
function spread(
  heading: Heading,
  headings: readonly Heading[],
  columns: readonly Column[],
  ruleBetween: RuleBetween,
): void {
  const lower = headings.filter((other) => other.top > heading.bottom - 0.3 * heading.size)
  const hasLower = (column: number) => lower.some((other) => other.first <= column && other.last >= column)
  if (lower.length === 0) return
  const rule = ruleBetween(
    heading.bottom - 0.4 * heading.size,
    heading.bottom + heading.size,
    heading.left,
    heading.right,
  )
  const beside = headings.filter(
    (other) => other !== heading && overlap(other.top, other.bottom, heading.top, heading.bottom) > 0,
  )
  // Rules under neighbouring headings may touch and read as one: a column is its nearest heading's.
  const isNearest = (column: Column) =>
    beside.every((other) => distance(heading, column) <= distance(other, column))
  const ruled =
    rule === null
      ? []
      : indexesOf(
          columns,
          (column) => centre(column) > rule.start && centre(column) < rule.end && isNearest(column),
        )
  if (ruled.length > 1 && ruled.length < columns.length) {
    heading.first = Math.min(heading.first, ruled[0] ?? heading.first)
    heading.last = Math.max(heading.last, ruled.at(-1) ?? heading.last)
    return
  }
  if (!hasLower(heading.first) || heading.first === 0) return
  const free = (column: number) =>
    column > 0 && hasLower(column) && beside.every((other) => column < other.first || column > other.last)
  centredSpan(heading, columns, free)
}

/** In em: how far off centre a heading may stand over the columns that it spans. */
const OFF_CENTRE = 0.8

/** The widest stretch of columns with headings of their own that the heading is centred over; else the best centred. */
function centredSpan(heading: Heading, columns: readonly Column[], free: (column: number) => boolean): void {
  const middle = (heading.left + heading.right) / 2
  const offCentre = (first: number, last: number) =>
    Math.abs(((columns[first]?.left ?? 0) + (columns[last]?.right ?? 0)) / 2 - middle)
  const spans: { first: number; last: number; off: number }[] = []
  for (let first = heading.first; first > 0 && (first === heading.first || free(first)); first--) {
    for (let last = heading.last; last < columns.length && (last === heading.last || free(last)); last++) {
      spans.push({ first, last, off: offCentre(first, last) })
    }
  }
  const best = Math.min(...spans.map((span) => span.off))
  const centred = spans.filter((span) => span.off <= best + OFF_CENTRE * heading.size)
  const widest = centred.reduce(
    (a, b) => (b.last - b.first > a.last - a.first ? b : a),
    centred[0] ?? heading,
  )
  heading.first = widest.first
  heading.last = widest.last
}

function indexesOf(columns: readonly Column[], test: (column: Column) => boolean): number[] {
  return columns.flatMap((column, index) => (test(column) ? [index] : []))
}

const distance = (heading: Heading, column: Column) =>
  Math.abs((heading.left + heading.right) / 2 - centre(column))

const centre = (column: Column) => (column.left + column.right) / 2

function shareColumn(a: Heading, b: Heading): boolean {
  return a.first <= b.last && b.first <= a.last
}

function depthAbove(heading: Heading, headings: readonly Heading[]): number {
  const above = headings.filter(
    (other) => other.top < heading.top && other !== heading && shareColumn(other, heading),
  )
  return above.length === 0 ? 0 : 1 + Math.max(...above.map((other) => depthAbove(other, headings)))
}

function depthBelow(heading: Heading, headings: readonly Heading[]): number {
  const below = headings.filter(
    (other) => other.top > heading.top && other !== heading && shareColumn(other, heading),
  )
  return below.length === 0 ? 0 : 1 + Math.max(...below.map((other) => depthBelow(other, headings)))
}

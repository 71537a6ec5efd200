import type { Line } from './lines.ts'
import type { Piece } from './pieces.ts'
import {
  hasBody,
  hasValues,
  isBold,
  isFloating,
  labelOf,
  shareText,
  startsLower,
  type PlacedLine,
} from './placed-line.ts'
import { rowSpacingOf, type RowSpacing } from './row-spacing.ts'
import { isValueRun, runText } from './runs.ts'

/**
 * Lines to rows. A line with values begins a row, unless its label is the end of one that began above. A line without
 * values is a heading of its own, or part of a cell that wraps: told by distance where rows are set apart, else by
 * whether the text above ran out of room, by lower case and by indent.
 */
export function rowsOf(
  lines: readonly PlacedLine[],
  parted: (above: Line, below: Line) => boolean,
): PlacedLine[][] {
  const spacing = rowSpacingOf(lines)
  const foot = standsOnLastLine(lines)
  const rows: PlacedLine[][] = []
  for (const [index, line] of lines.entries()) {
    const row = rows.at(-1)
    const above = row?.at(-1)
    const next = lines[index + 1]
    const before = rows.at(-2)?.at(-1)
    const place = row && above ? { row, above, before, line, next, spacing, foot } : null
    if (row && place && !parted(place.above.line, line.line) && continues(place)) row.push(line)
    else rows.push([line])
  }
  return rows
}

interface Place {
  readonly row: readonly PlacedLine[]
  readonly above: PlacedLine
  /** The last line of the row before. */
  readonly before: PlacedLine | undefined
  readonly line: PlacedLine
  readonly next: PlacedLine | undefined
  readonly spacing: RowSpacing
  /** The values of a row of several lines stand on its last. */
  readonly foot: boolean
}

/** Points: print rounds distances by up to half of this. */
const NEARER = 1

/** Whether text without a label stands nearer to the row below it than to the one above, wherever the table has some. */
function standsOnLastLine(lines: readonly PlacedLine[]): boolean {
  const offs: number[] = []
  for (let from = 1; from < lines.length; from++) {
    if (!isLoose(lines[from]) || isLoose(lines[from - 1])) continue
    let to = from
    while (isLoose(lines[to + 1])) to++
    const [up, down] = [distance(lines[from - 1], lines[from]), distance(lines[to], lines[to + 1])]
    if (up !== null && down !== null) offs.push(up - down)
  }
  return offs.length > 0 && offs.every((off) => off > 0) && offs.some((off) => off >= NEARER)
}

const isLoose = (placed: PlacedLine | undefined): boolean => placed !== undefined && isFloating(placed)

const distance = (above: PlacedLine | undefined, below: PlacedLine | undefined): number | null =>
  above === undefined || below === undefined ? null : below.line.baseline - above.line.baseline

/** In em: lines of one cell are not farther apart. */
const FARTHEST = 1.6
/** Of the rows' distance: lines nearer than this are one row. */
const TIGHT = 0.88

function continues(place: Place): boolean {
  const { row, above, line, spacing } = place
  const distance = line.line.baseline - above.line.baseline
  if (distance > FARTHEST * line.line.size) return false
  if (distance > 1.15 * spacing.row && distance > 1.3 * line.line.size) return false
  if (row.every(isFloating)) return shareText(row, line) || distance < TIGHT * spacing.row
  if (isFloating(line)) return place.foot ? false : goesUp(place)
  const whole = continuesWhole(place)
  if (whole !== null) return whole
  if (labelOf(line) === undefined) return !row.some(hasBody)
  if (hasBody(line)) return !row.some(hasBody) && completesLabel(place)
  return completesLabel(place) && !belongsBelow(place)
}

/**
 * A row without room for its label and its words goes on in a second line with both: told by distance and by columns. Null
 * where it is no such place.
 */
function continuesWhole({ row, above, before, line, next, spacing }: Place): boolean | null {
  const [label, upper] = [labelOf(line), labelOf(above)]
  if (label === undefined || upper === undefined) return null
  if (!startsLower(label) && !lacksRoom(upper, label, spacing, line.line.size)) return null
  const between = line.line.baseline - above.line.baseline
  if (row.every(isTextOnly) && hasValues(line)) {
    const over = before === undefined ? spacing.row : above.line.baseline - before.line.baseline
    return isWithin(row, [line]) && between + NEARER <= over
  }
  if (isTextOnly(line) && row.some(hasValues)) {
    const under = next === undefined ? spacing.row : next.line.baseline - line.line.baseline
    return isWithin([line], row) && between + NEARER <= under
  }
  return null
}

/** A label with words beside it, and no value. */
const isTextOnly = (placed: PlacedLine): boolean =>
  labelOf(placed) !== undefined && hasBody(placed) && !hasValues(placed)

/** Whether one has text only where the other has some. */
function isWithin(part: readonly PlacedLine[], whole: readonly PlacedLine[]): boolean {
  const words = (lines: readonly PlacedLine[]): number[] =>
    lines.flatMap(({ pieces }) => pieces.filter((piece) => !isValueRun(piece)).map((piece) => piece.first))
  const columns = new Set(words(whole))
  return words(part).every((column) => columns.has(column))
}

/** Text without a label belongs to the row that is nearer, to the one above where both are as near. */
function goesUp({ row, above, line, next, spacing }: Place): boolean {
  if (!shareText(row, line)) return false
  if (next === undefined || !shareText([line], next)) return true
  const up = line.line.baseline - above.line.baseline
  const down = next.line.baseline - line.line.baseline
  if (up < TIGHT * down) return true
  return down >= TIGHT * up && up <= 1.1 * spacing.row
}

/** Whether the line's label goes on from the label above. */
function completesLabel({ row, above, line, next, spacing }: Place): boolean {
  const [label, upper] = [labelOf(line), labelOf(above)]
  if (label === undefined || upper === undefined || isBold(label) !== isBold(upper)) return false
  if (!row.some(hasBody) && endsAsHeading(upper)) return false
  const distance = line.line.baseline - above.line.baseline
  if (distance < TIGHT * spacing.row) return true
  if (isRowApart(distance, spacing)) return false
  if (headsSection(above, line, next)) return false
  if (!row.some(hasBody) && isItem(label, upper, spacing)) return false
  const full = hadNoRoom(upper, label, spacing, line.line.size)
  if (!row.some(hasBody)) return full
  return label.left >= upper.left - 1 ? full || startsLower(label) : full && startsLower(label)
}

/** Where lines of a row stand nearer to each other than rows do, one that stands as far off as rows is another row. */
const isRowApart = (distance: number, { line, row }: RowSpacing): boolean =>
  line < TIGHT * row && distance > (line + row) / 2

/** A label alone that stands nearer to the row below, whose label it begins. */
function belongsBelow({ above, line, next, spacing }: Place): boolean {
  if (next === undefined || !hasValues(next)) return false
  const up = line.line.baseline - above.line.baseline
  const down = next.line.baseline - line.line.baseline
  return down < TIGHT * up && down < TIGHT * spacing.row
}

/** A label alone over an indented line in capitals, whose indent the line after keeps: a heading over its items. */
function headsSection(above: PlacedLine, line: PlacedLine, next: PlacedLine | undefined): boolean {
  const [heading, item, sibling] = [labelOf(above), labelOf(line), next && labelOf(next)]
  if (!heading || !item || !sibling || startsLower(item)) return false
  return item.left > heading.left + INDENT && sibling.left > item.left - 1
}

/** A label that is set in under another as far as the items of the table are. */
const isItem = (label: Piece, upper: Piece, { itemEdges }: RowSpacing): boolean =>
  !startsLower(label) &&
  label.left > upper.left + INDENT &&
  itemEdges.some((edge) => Math.abs(edge - label.left) <= SAME_EDGE)

/** Points. */
const SAME_EDGE = 1
const INDENT = 2
/** In em: labels end this near to their column's edge only because the next word had no room. */
const ROOM = 0.4

function hadNoRoom(above: Piece, below: Piece, spacing: RowSpacing, size: number): boolean {
  return above.right >= spacing.halfWay && lacksRoom(above, below, spacing, size)
}

/** Whether the first word below would not have fitted behind the label above. */
function lacksRoom(above: Piece, below: Piece, { labelEdge }: RowSpacing, size: number): boolean {
  const word = below.words[0]
  return word !== undefined && above.right + word.bbox.width + ROOM * size > labelEdge
}

function endsAsHeading(label: Piece): boolean {
  return runText(label).endsWith(':')
}

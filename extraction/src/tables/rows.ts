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
import { runText } from './runs.ts'

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
  const rows: PlacedLine[][] = []
  for (const [index, line] of lines.entries()) {
    const row = rows.at(-1)
    const above = row?.at(-1)
    const next = lines[index + 1]
    if (row && above && !parted(above.line, line.line) && continues({ row, above, line, next, spacing }))
      row.push(line)
    else rows.push([line])
  }
  return rows
}

interface Place {
  readonly row: readonly PlacedLine[]
  readonly above: PlacedLine
  readonly line: PlacedLine
  readonly next: PlacedLine | undefined
  readonly spacing: RowSpacing
}

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
  if (isFloating(line)) return goesUp(place)
  if (labelOf(line) === undefined) return !row.some(hasBody)
  if (hasBody(line)) return !row.some(hasBody) && completesLabel(place)
  return completesLabel(place) && !belongsBelow(place)
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
  if (headsSection(above, line, next)) return false
  const full = hadNoRoom(upper, label, spacing, line.line.size)
  if (!row.some(hasBody)) return full
  return label.left >= upper.left - 1 ? full || startsLower(label) : full && startsLower(label)
}

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

/** Points. */
const INDENT = 2
/** In em: labels end this near to their column's edge only because the next word had no room. */
const ROOM = 0.4

function hadNoRoom(above: Piece, below: Piece, { labelEdge, halfWay }: RowSpacing, size: number): boolean {
  const word = below.words[0]
  if (word === undefined || above.right < halfWay) return false
  return above.right + word.bbox.width + ROOM * size > labelEdge
}

function endsAsHeading(label: Piece): boolean {
  return runText(label).endsWith(':')
}

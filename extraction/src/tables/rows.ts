import type { Line } from './lines.ts'
import type { Piece } from './pieces.ts'
import { isValueRun, runText } from './runs.ts'

/** A line with its pieces in their columns. */
export interface PlacedLine {
  readonly line: Line
  readonly pieces: readonly Piece[]
}

/** In em: labels end this near to their column's edge only because the next word had no room. */
const ROOM = 0.4

/**
 * Lines to rows. A line with values, or with text in most columns, begins a row; a line of label alone is a heading of
 * its own, or part of a label that wraps: before the row's values when its text ran out of room, after them when it
 * goes on in lower case or hangs.
 */
export function rowsOf(
  lines: readonly PlacedLine[],
  parted: (above: Line, below: Line) => boolean,
): PlacedLine[][] {
  const edge = labelEdge(lines)
  const pitch = usualPitch(lines)
  const rows: PlacedLine[][] = []
  for (const [index, line] of lines.entries()) {
    const row = rows.at(-1)
    const above = row?.at(-1)
    const heads = above !== undefined && headsSection(above, line, lines[index + 1])
    if (row && above && !heads && !parted(above.line, line.line) && continues(row, above, line, edge, pitch))
      row.push(line)
    else rows.push([line])
  }
  return rows
}

function continues(
  row: readonly PlacedLine[],
  above: PlacedLine,
  line: PlacedLine,
  edge: number,
  pitch: number,
): boolean {
  const distance = line.line.baseline - above.line.baseline
  if (distance > 1.6 * line.line.size) return false
  if (distance > 1.15 * pitch && distance > 1.3 * line.line.size) return false
  const label = labelOf(line)
  const rowLabel = labelOf(above)
  const hasBody = line.pieces.some((piece) => piece.first > 0)
  const rowHasBody = row.some((placed) => placed.pieces.some((piece) => piece.first > 0))
  if (label === undefined) return continuesBody(row, line)
  if (hasBody && rowHasBody) return false
  if (rowLabel === undefined) return false
  if (isBold(label) !== isBold(rowLabel)) return false
  const full = hadNoRoom(rowLabel, label, edge, line.line.size)
  if (!rowHasBody) return full && !endsAsHeading(rowLabel)
  return (
    (full && (label.left >= rowLabel.left - 1 || isLower(label))) ||
    (isLower(label) && label.left >= rowLabel.left - 1)
  )
}

/** A label alone over an indented line in capitals, whose indent the line after keeps: a heading over its items. */
function headsSection(above: PlacedLine, line: PlacedLine, next: PlacedLine | undefined): boolean {
  const [heading, item, sibling] = [labelOf(above), labelOf(line), next && labelOf(next)]
  if (!heading || !item || !sibling || isLower(item)) return false
  return item.left > heading.left + INDENT && sibling.left > item.left - 1
}

/** Points. */
const INDENT = 2

/** Text under the text of a row without a label of its own: a cell of more lines. Values begin a row of their own. */
function continuesBody(row: readonly PlacedLine[], line: PlacedLine): boolean {
  if (line.pieces.some((piece) => isValueRun(piece))) {
    // values that stand beside the middle of a label of several lines
    return row.every((placed) => placed.pieces.every((piece) => piece.first === 0))
  }
  const filled = new Set(row.flatMap((placed) => placed.pieces.map((piece) => piece.first)))
  return line.pieces.every((piece) => filled.has(piece.first))
}

function labelOf(line: PlacedLine): Piece | undefined {
  return line.pieces.find((piece) => piece.first === 0)
}

function hadNoRoom(above: Piece, below: Piece, edge: number, size: number): boolean {
  const word = below.words[0]
  return word !== undefined && above.right + word.bbox.width + ROOM * size > edge
}

function endsAsHeading(label: Piece): boolean {
  return runText(label).endsWith(':')
}

function isLower(label: Piece): boolean {
  return /^[\p{Ll}(&]/u.test(runText(label))
}

function isBold(label: Piece): boolean {
  return label.words.filter((word) => word.bold).length * 2 > label.words.length
}

/** Where labels end at most. */
function labelEdge(lines: readonly PlacedLine[]): number {
  return Math.max(
    ...lines.map((line) => labelOf(line)).map((label) => (label?.last === 0 ? label.right : 0)),
    0,
  )
}

/** Distance of baselines between neighbours, the lower quartile: rows, not sections. */
function usualPitch(lines: readonly PlacedLine[]): number {
  const distances = lines
    .slice(1)
    .map((line, index) => line.line.baseline - (lines[index]?.line.baseline ?? 0))
    .sort((a, b) => a - b)
  return distances[distances.length >> 1] ?? Number.POSITIVE_INFINITY
}

import type { Line } from './lines.ts'
import type { Piece } from './pieces.ts'
import { isValueRun, runText } from './runs.ts'

/** A line with its pieces in their columns. The first column holds labels. */
export interface PlacedLine {
  readonly line: Line
  readonly pieces: readonly Piece[]
}

export function labelOf(placed: PlacedLine): Piece | undefined {
  return placed.pieces.find((piece) => piece.first === 0)
}

export function hasBody(placed: PlacedLine): boolean {
  return placed.pieces.some((piece) => piece.first > 0)
}

export function hasValues(placed: PlacedLine): boolean {
  return placed.pieces.some((piece) => piece.first > 0 && isValueRun(piece))
}

/** Words right of the labels alone, each in its column: part of a cell of more lines. */
export function isFloating(placed: PlacedLine): boolean {
  return placed.pieces.every((piece) => piece.first > 0 && piece.first === piece.last) && !hasValues(placed)
}

export function isBold(piece: Piece): boolean {
  return piece.words.filter((word) => word.bold).length * 2 > piece.words.length
}

/** Begins as the middle of a sentence does. */
export function startsLower(piece: Piece): boolean {
  return /^[\p{Ll}(&]/u.test(runText(piece))
}

/** Columns in which both have text that is no value. */
export function shareText(a: readonly PlacedLine[], b: PlacedLine): boolean {
  const texts = (placed: PlacedLine) => placed.pieces.filter((piece) => piece.first > 0 && !isValueRun(piece))
  const columns = new Set(a.flatMap(texts).map((piece) => piece.first))
  return texts(b).every((piece) => columns.has(piece.first))
}

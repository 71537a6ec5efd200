import { heightOf, type InkBox, type InkPiece, inkPieces, widthOf } from './ink-pieces.ts'
import type { Picture } from './picture.ts'

/** The ink of what stands together, with no wide gap in it, in pixels. */
export interface InkCell extends InkBox {
  /** y of the line that its letters stand on. */
  readonly baseline: number
}

/** Darker than this is ink: thin strokes of small print are light. */
const INK = 215
/** Pieces of fewer pixels are grain. */
const GRAIN = 3
/** In heights of a letter: what is lower is a point, a dash or a bit of a letter, what is taller or wider no letter. */
const LOW = 0.45
const TALLEST = 2
const WIDEST = 12
/** Pieces of one line stand no farther apart; those of a cell are the nearer, and columns are farther apart. */
const LINE_GAP = 1.2
const GAP = 1
/** Pieces of one line have so much of the lower one's height in common. */
const SHARED = 0.5
/** So many pieces before it tell whether one is of their line. */
const RECENT = 6

/**
 * Cells by nothing but their ink, for print so small that Tesseract does not find all of it.
 * @param height of a usual letter, in pixels
 */
export function inkCells(picture: Picture, height: number): InkCell[] {
  const page = { left: 0, top: 0, right: picture.width, bottom: picture.height }
  const pieces = inkPieces(picture, page, INK).filter(
    (piece) =>
      piece.area >= GRAIN && heightOf(piece) <= TALLEST * height && widthOf(piece) <= WIDEST * height,
  )
  const isLetter = (piece: InkPiece) => heightOf(piece) >= LOW * height
  const marks = pieces.filter((piece) => !isLetter(piece))
  return linesOf(pieces.filter(isLetter), height)
    .map((line) => [...line, ...marks.filter((mark) => standsIn(mark, line, height))])
    .flatMap((line) => cellsOf(line, height))
    .filter((cell) => cell.some(isLetter))
    .map(cellOf)
}

/** From left to right each piece goes on with the line that it stands behind, else begins one. */
function linesOf(letters: readonly InkPiece[], height: number): InkPiece[][] {
  const lines: InkPiece[][] = []
  let open: InkPiece[][] = []
  for (const piece of letters.toSorted((a, b) => a.left - b.left)) {
    open = open.filter((line) => piece.left - frameOf(line.slice(-RECENT)).right <= LINE_GAP * height)
    const shares = open.map((line) => sharedHeight(line, piece))
    const best = open[shares.indexOf(Math.max(...shares))]
    if (best && sharedHeight(best, piece) >= SHARED) best.push(piece)
    else {
      const line = [piece]
      lines.push(line)
      open.push(line)
    }
  }
  return lines
}

function frameOf(pieces: readonly InkPiece[]) {
  return {
    left: Math.min(...pieces.map(({ left }) => left)),
    top: Math.min(...pieces.map(({ top }) => top)),
    right: Math.max(...pieces.map(({ right }) => right)),
    bottom: Math.max(...pieces.map(({ bottom }) => bottom)),
  }
}

function sharedHeight(line: readonly InkPiece[], piece: InkPiece): number {
  const { top, bottom } = frameOf(line.slice(-RECENT))
  const shared = Math.min(bottom, piece.bottom) - Math.max(top, piece.top) + 1
  return shared / Math.min(bottom - top + 1, heightOf(piece))
}

/** Points, commas and dashes among the letters of a line or just behind them. */
function standsIn(mark: InkPiece, line: readonly InkPiece[], height: number): boolean {
  const near = line.filter((piece) => Math.abs(piece.left - mark.left) < 2 * height)
  if (near.length === 0) return false
  const { left, top, right, bottom } = frameOf(near)
  return (
    mark.left >= left - GAP * height &&
    mark.left <= right + GAP * height &&
    mark.top >= top - 1 &&
    mark.bottom <= bottom + 0.2 * height
  )
}

function cellsOf(line: readonly InkPiece[], height: number): InkPiece[][] {
  const cells: InkPiece[][] = []
  let right = -Infinity
  for (const piece of line.toSorted((a, b) => a.left - b.left)) {
    if (piece.left - right <= GAP * height) cells.at(-1)?.push(piece)
    else cells.push([piece])
    right = Math.max(right, piece.right)
  }
  return cells
}

/** Most letters stand on the line and some reach below: the lower quarter of their feet. */
function cellOf(pieces: readonly InkPiece[]): InkCell {
  const { left, top, right, bottom } = frameOf(pieces)
  const tall = pieces.filter((piece) => heightOf(piece) >= LOW * (bottom - top))
  const feet = (tall.length > 0 ? tall : pieces).map((piece) => piece.bottom + 1).toSorted((a, b) => a - b)
  return {
    left,
    top,
    right: right + 1,
    bottom: bottom + 1,
    baseline: feet[Math.floor((feet.length - 1) / 4)] ?? bottom + 1,
  }
}

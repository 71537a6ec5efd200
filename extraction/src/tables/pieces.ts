import type { Word } from '../read/page-content.ts'
import { overlaps, type Column } from './columns.ts'
import type { Line, Run } from './lines.ts'
import { looksLikeValue } from './word-joins.ts'

/** A run, or part of one, with the columns that it stands in. */
export interface Piece {
  readonly words: readonly Word[]
  readonly left: number
  readonly right: number
  readonly first: number
  readonly last: number
}

/** In em: a gap before a value, or before a word, that parts a run where it lies between two columns. */
const VALUE_GAP = 0.3
const WORD_GAP = 0.42
/** Times the line's word space: enough of a gap where the parts stand on their columns' edges or middles. */
const WIDER_SPACE = 1.15
/** Points. */
const ALIGNED = 2.5

/** The pieces of a line. A run over several columns is parted at boundaries where its words leave room, else it spans. */
export function piecesOf(line: Line, columns: readonly Column[]): Piece[] {
  const space = wordSpace(line)
  return line.runs.flatMap((run) => {
    const over = columnsUnder(run, columns)
    if (over.last === over.first) return [{ ...run, ...over }]
    return partedRun(run, columns, space) ?? [{ ...run, ...over }]
  })
}

function columnsUnder(
  extent: { left: number; right: number },
  columns: readonly Column[],
): { first: number; last: number } {
  const first = columns.findIndex((column) => overlaps(column, extent))
  if (first >= 0) return { first, last: columns.findLastIndex((column) => overlaps(column, extent)) }
  const near = nearestColumn(extent, columns)
  return { first: near, last: near }
}

function nearestColumn({ left, right }: { left: number; right: number }, columns: readonly Column[]): number {
  const distances = columns.map((column) => Math.max(column.left - right, left - column.right))
  return Math.max(0, distances.indexOf(Math.min(...distances)))
}

/** The run's words column by column; null when it does not part cleanly. */
function partedRun(run: Run, columns: readonly Column[], space: number): Piece[] | null {
  const pieces: { words: Word[]; first: number; last: number }[] = []
  for (const word of run.words) {
    const { first, last } = columnsUnder({ left: word.bbox.x, right: word.bbox.x + word.bbox.width }, columns)
    const piece = pieces.at(-1)
    if (piece && (piece.last === first || word.superscript)) {
      piece.words.push(word)
      piece.last = Math.max(piece.last, last)
    } else pieces.push({ words: [word], first, last })
  }
  if (pieces.length < 2 || pieces.some((piece) => piece.first !== piece.last)) return null
  const aligned = pieces.filter((piece) => isAligned(extentOf(piece.words), columns[piece.first]))
  const columnar = aligned.length >= 0.75 * pieces.length
  for (const [index, piece] of pieces.entries()) {
    const before = pieces[index - 1]?.words.at(-1)
    const after = piece.words[0]
    const least = looksLikeValue(after?.text ?? '') ? VALUE_GAP : WORD_GAP
    const gap =
      before && after ? (after.bbox.x - (before.bbox.x + before.bbox.width)) / after.fontSize : least
    if (gap < (columnar ? Math.min(least, WIDER_SPACE * space) : least)) return null
  }
  return pieces.map((piece) => ({ ...piece, ...extentOf(piece.words) }))
}

/** In em: the narrowest gap between words of a run; a quarter where there is none. */
function wordSpace(line: Line): number {
  const gaps = line.runs.map(({ words }) =>
    words.slice(1).map((word, index) => gapBefore(word, words[index])),
  )
  const even = gaps.find((own) => own.length > 1 && Math.max(...own) <= ALIKE * Math.min(...own))
  // Several gaps of one run that are all alike are the font's space, however wide.
  if (even !== undefined) return Math.max(0.2, Math.min(WIDEST_SPACE, ...even))
  return Math.max(0.2, Math.min(0.25, ...gaps.flat()))
}

const ALIKE = 1.05
/** In em. */
const WIDEST_SPACE = 0.45

const gapBefore = (word: Word, before: Word | undefined): number =>
  before === undefined
    ? Number.POSITIVE_INFINITY
    : (word.bbox.x - before.bbox.x - before.bbox.width) / word.fontSize

function isAligned(part: { left: number; right: number }, column: Column | undefined): boolean {
  if (column === undefined) return false
  const [left, right] = [part.left - column.left, part.right - column.right]
  return [left, right, (left + right) / 2].some((off) => Math.abs(off) <= ALIGNED)
}

function extentOf(words: readonly Word[]): { left: number; right: number } {
  return {
    left: Math.min(...words.map((word) => word.bbox.x)),
    right: Math.max(...words.map((word) => word.bbox.x + word.bbox.width)),
  }
}

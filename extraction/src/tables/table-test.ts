import { containsCentre } from '../geometry/box.ts'
import type { Column } from './columns.ts'
import type { PageLayout } from './engine.ts'
import type { PlacedLine } from './placed-line.ts'
import { isValueRun, isYearRun, runText } from './runs.ts'

/** Whether lines in columns are a table, and not prose, a list, a chart's axis or a running header. */
export function isTable(
  lines: readonly PlacedLine[],
  start: number,
  columns: readonly Column[],
  layout: PageLayout,
): boolean {
  const tabular = lines.filter((line) => line.pieces.length >= 2)
  if (tabular.length < 2 || columns.length < 2) return false
  if (inFigure(lines, layout)) return false
  const body = lines.slice(start).flatMap((line) => line.pieces.filter((piece) => piece.first > 0))
  const values = body.filter((piece) => isValueRun(piece) && !isYearRun(piece))
  const numeric = body.length === 0 ? 0 : values.length / body.length
  if (numeric >= 0.4) {
    if (start === 0 && isContents(tabular, columns)) return false
    return tabular.length >= 3 || (start > 0 && isRuled(lines, layout))
  }
  if (tabular.length < 3 || tabular.length * 2 < lines.length || !alignAlike(tabular, columns)) return false
  return columns.length >= 3 || (tabular.length >= 4 && isRuled(lines, layout))
}

/** Lines of a table of contents that a table of contents has at least. */
const CONTENTS_LINES = 3
/** Page numbers go up but for a running header among them. */
const ASCENDING = 0.85

/** Headings with page numbers: plain whole numbers that never fall. */
function isContents(lines: readonly PlacedLine[], columns: readonly Column[]): boolean {
  const last = lines.map((line) => line.pieces.at(-1)).filter((piece) => piece !== undefined)
  const texts = last.map(runText)
  const pages = texts.filter((text) => /^\d{1,4}$/.test(text)).map(Number)
  const ascending = pages.slice(1).filter((page, index) => page >= (pages[index] ?? 0)).length
  return (
    columns.length <= 3 &&
    lines.every((line) => line.pieces.slice(1, -1).every((piece) => !isValueRun(piece))) &&
    pages.length >= CONTENTS_LINES &&
    pages.length >= ASCENDING * texts.length &&
    ascending >= ASCENDING * (pages.length - 1) &&
    (pages.at(-1) ?? 0) > (pages[0] ?? 0)
  )
}

/** Texts of the columns right of the first that begin, end or are centred at one x; prose in columns does not. */
function alignAlike(lines: readonly PlacedLine[], columns: readonly Column[]): boolean {
  const shares = columns.slice(1).map((_, index) => alignedShare(lines, index + 1))
  return shares.reduce((sum, share) => sum + share, 0) >= ALIGNED_SHARE * shares.length
}

const ALIGNED_SHARE = 0.7

function alignedShare(lines: readonly PlacedLine[], column: number): number {
  const pieces = lines.flatMap((line) =>
    line.pieces.filter((piece) => piece.first === column && piece.last === column),
  )
  if (pieces.length === 0) return 1
  const shares = [
    pieces.map((piece) => piece.left),
    pieces.map((piece) => piece.right),
    pieces.map((piece) => (piece.left + piece.right) / 2),
  ].map((edges) => {
    const middle = edges.toSorted((a, b) => a - b)[edges.length >> 1] ?? 0
    return edges.filter((edge) => Math.abs(edge - middle) <= ALIKE).length / edges.length
  })
  return Math.max(...shares)
}

/** Points. */
const ALIKE = 2

/** Some rule as wide as half the lines runs through or along them. */
function isRuled(lines: readonly PlacedLine[], layout: PageLayout): boolean {
  const left = Math.min(...lines.map(({ line }) => line.left))
  const right = Math.max(...lines.map(({ line }) => line.right))
  const top = Math.min(...lines.map(({ line }) => line.top - line.size))
  const bottom = Math.max(...lines.map(({ line }) => line.bottom + line.size))
  return layout.ruleBetween(top, bottom, left, right) !== null
}

function inFigure(lines: readonly PlacedLine[], layout: PageLayout): boolean {
  const words = lines.flatMap((line) => line.pieces.flatMap((piece) => piece.words))
  const inside = words.filter((word) => layout.figures.some((figure) => containsCentre(figure, word.bbox)))
  return inside.length * 2 > words.length
}

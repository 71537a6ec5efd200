import { containsCentre } from '../geometry/box.ts'
import { isAscending, pageOrder } from '../values/page-references.ts'
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
  const entries = tabular.filter((line) => lines.indexOf(line) >= contentsStart(lines, start))
  if (isContents(entries, columns)) return false
  if (numeric >= 0.4) {
    return tabular.length >= 3 || (start > 0 && isRuled(lines, layout))
  }
  if (tabular.length < 3 || tabular.length * 2 < lines.length || !alignAlike(tabular, columns)) return false
  return columns.length >= 3 || (tabular.length >= 4 && isRuled(lines, layout))
}

/** Lines of a table of contents that a table of contents has at least. */
const CONTENTS_LINES = 3
/** Page numbers but for a running header among them. */
const MOST = 0.85
const PAGE_HEADING = /^(?:page(?: no\.?| number)?|seite|s\.|página|pagina|pág\.?)$/iu

/** Headings with page numbers, which go up. */
function isContents(lines: readonly PlacedLine[], columns: readonly Column[]): boolean {
  const texts = lines.map((line) => line.pieces.at(-1)).flatMap((piece) => (piece ? [runText(piece)] : []))
  const pages = texts.map(pageOrder).filter((page) => page !== null)
  return (
    columns.length <= 3 &&
    lines.every((line) => line.pieces.slice(1, -1).every((piece) => !isValueRun(piece))) &&
    pages.length >= CONTENTS_LINES &&
    pages.length >= MOST * texts.length &&
    isAscending(pages)
  )
}

/** Where its entries start: below a heading "Page", or where lines that count as headings name pages themselves. */
function contentsStart(lines: readonly PlacedLine[], start: number): number {
  const lasts = lines.slice(0, start).map(({ pieces }) => {
    const last = pieces.at(-1)
    return last === undefined ? '' : runText(last)
  })
  const heading = lasts.findLastIndex((text) => PAGE_HEADING.test(text))
  if (heading >= 0) return heading + 1
  return lasts.some((text) => pageOrder(text) !== null && !/^\d+$/.test(text))
    ? 0
    : start === 0
      ? 0
      : Infinity
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

import { containsCentre } from '../geometry/box.ts'
import type { Column } from './columns.ts'
import type { PageLayout } from './engine.ts'
import type { PlacedLine } from './rows.ts'
import { isValueRun, isYearRun } from './runs.ts'

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
  if (numeric >= 0.4) return tabular.length >= 3 || (start > 0 && isRuled(lines, layout))
  if (tabular.length < 3 || tabular.length * 2 < lines.length) return false
  return columns.length >= 3 || (tabular.length >= 4 && isRuled(lines, layout) && alignAlike(tabular))
}

/** Texts of the second column that begin or end at one x. */
function alignAlike(lines: readonly PlacedLine[]): boolean {
  const pieces = lines.flatMap((line) => line.pieces.filter((piece) => piece.first === 1))
  return [pieces.map((piece) => piece.left), pieces.map((piece) => piece.right)].some((edges) => {
    const middle = edges.toSorted((a, b) => a - b)[edges.length >> 1] ?? 0
    return edges.filter((edge) => Math.abs(edge - middle) <= ALIKE).length >= 0.8 * edges.length
  })
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

import { containsCentre } from '../geometry/box.ts'
import type { Column } from './columns.ts'
import type { PageLayout } from './engine.ts'
import type { PlacedLine } from './rows.ts'
import { isValueRun } from './runs.ts'

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
  const values = body.filter(isValueRun)
  const numeric = body.length === 0 ? 0 : values.length / body.length
  if (numeric >= 0.4) return tabular.length >= (columns.length > 2 ? 2 : 3)
  return tabular.length >= 3 && columns.length >= 3 && tabular.length * 2 >= lines.length
}

function inFigure(lines: readonly PlacedLine[], layout: PageLayout): boolean {
  const words = lines.flatMap((line) => line.pieces.flatMap((piece) => piece.words))
  const inside = words.filter((word) => layout.figures.some((figure) => containsCentre(figure, word.bbox)))
  return inside.length * 2 > words.length
}

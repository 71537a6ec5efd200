import type { DraftCell } from './draft.ts'
import type { CellLine, FilledCell } from './lattice-contents.ts'
import type { Line } from './lines.ts'
import type { PlacedLine } from './placed-line.ts'
import { rowsOf } from './rows.ts'
import { isValueRun } from './runs.ts'

/** Rows between two drawn lines that hold several rows of values become several rows. */
export function splitBands(rows: number, cells: readonly FilledCell[]): { rows: number; cells: DraftCell[] } {
  const single = Map.groupBy(
    cells.filter((cell) => cell.rowSpan === 1),
    (cell) => cell.row,
  )
  const bands = Array.from({ length: rows }, (_, row) => bandRows(single.get(row) ?? []))
  const starts = [0]
  for (const band of bands) starts.push((starts.at(-1) ?? 0) + (band?.length ?? 1))
  const drafts = cells.flatMap((cell): DraftCell[] => {
    const row = starts[cell.row] ?? 0
    const { column, columnSpan } = cell
    const band = cell.rowSpan === 1 ? bands[cell.row] : null
    if (!band) {
      const rowSpan = (starts[cell.row + cell.rowSpan] ?? 0) - row
      return [{ row, column, columnSpan, rowSpan, lines: cell.lines.map(wordsOf) }]
    }
    return band.map((members, index) => ({
      row: row + index,
      column,
      columnSpan,
      rowSpan: 1,
      lines: cell.lines.filter(({ line }) => members.has(line)).map(wordsOf),
    }))
  })
  return { rows: starts.at(-1) ?? 0, cells: drafts }
}

function wordsOf({ runs }: CellLine) {
  return runs.flatMap((run) => run.words)
}

/** Columns of values that have to agree on several baselines for a band to be several rows. */
const AGREEING_COLUMNS = 2

/** The lines of each row in a band; null when the band is one row. */
function bandRows(cells: readonly FilledCell[]): Set<Line>[] | null {
  const valued = cells.filter(
    (cell) => cell.lines.length >= 2 && cell.lines.every(({ runs }) => runs.every(isValueRun)),
  )
  const needed = Math.min(AGREEING_COLUMNS, cells.length - 1)
  if (valued.length === 0 || valued.length < needed) return null
  const shared = (valued[0]?.lines ?? []).filter(({ line }) =>
    valued.every((cell) => cell.lines.some((other) => other.line === line)),
  )
  if (shared.length < 2) return null
  return rowsOf(placedLines(cells), () => false).map((row) => new Set(row.map((placed) => placed.line)))
}

function placedLines(cells: readonly FilledCell[]): PlacedLine[] {
  const lines = new Map<Line, PlacedLine['pieces'][number][]>()
  for (const cell of cells) {
    for (const { line, runs } of cell.lines) {
      const pieces = runs.map((run) => ({
        ...run,
        first: cell.column,
        last: cell.column + cell.columnSpan - 1,
      }))
      lines.set(line, [...(lines.get(line) ?? []), ...pieces])
    }
  }
  return [...lines]
    .map(([line, pieces]) => ({ line, pieces: pieces.sort((a, b) => a.left - b.left) }))
    .sort((a, b) => a.line.baseline - b.line.baseline)
}

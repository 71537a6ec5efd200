import type { Piece } from './pieces.ts'
import { hasValues, labelOf, type PlacedLine } from './placed-line.ts'

/** How far apart the lines and the rows of a table stand, baseline to baseline, in points. */
export interface RowSpacing {
  /** Between lines of one cell, as far as can be told: the smallest usual distance. */
  readonly line: number
  /** Between rows of one line each. */
  readonly row: number
  /** Where labels end at most, and half of the way from where they begin to the values: shorter ones had room. */
  readonly labelEdge: number
  readonly halfWay: number
  /** Where labels begin of rows that are whole on their line: the line above has values, or room for more of a label. */
  readonly itemEdges: readonly number[]
}

export function rowSpacingOf(lines: readonly PlacedLine[]): RowSpacing {
  const distances: number[] = []
  const betweenRows: number[] = []
  for (const [index, line] of lines.slice(1).entries()) {
    const above = lines[index]
    if (above === undefined) continue
    const distance = line.line.baseline - above.line.baseline
    distances.push(distance)
    const rows = [above, line].every((placed) => hasValues(placed) && labelOf(placed) !== undefined)
    if (rows) betweenRows.push(distance)
  }
  const labelEdge = Math.max(0, ...lines.map(labelOf).map((label) => (label?.last === 0 ? label.right : 0)))
  return {
    line: quantile(distances, 0.1),
    row: quantile(betweenRows.length > 0 ? betweenRows : distances, 0.5),
    halfWay: halfWay(lines),
    itemEdges: itemEdges(lines, labelEdge),
    labelEdge,
  }
}

/** The line above is a label with room for another word. */
function hadRoom(above: PlacedLine, label: Piece, labelEdge: number): boolean {
  const [upper, word] = [labelOf(above), label.words[0]]
  if (upper === undefined || word === undefined || above.pieces.length > 1) return false
  return upper.right + word.bbox.width + 2 * word.fontSize < labelEdge
}

function itemEdges(lines: readonly PlacedLine[], labelEdge: number): number[] {
  const edges = lines.flatMap((line, index) => {
    const [above, label] = [lines[index - 1], labelOf(line)]
    if (label === undefined || above === undefined || !hasValues(line)) return []
    return hasValues(above) || hadRoom(above, label, labelEdge) ? [Math.round(label.left)] : []
  })
  return [...new Set(edges)]
}

function halfWay(lines: readonly PlacedLine[]): number {
  const labels = lines.flatMap((placed) => labelOf(placed)?.left ?? [])
  const values = lines.flatMap(({ pieces }) =>
    pieces.filter((piece) => piece.first > 0).map((piece) => piece.left),
  )
  return labels.length === 0 || values.length === 0 ? 0 : (Math.min(...labels) + Math.min(...values)) / 2
}

/** Infinity for none: nothing is too far. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(share * sorted.length)] ?? Number.POSITIVE_INFINITY
}

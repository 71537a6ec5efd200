import type { Edges, ScoredTable } from './predicted-table.ts'

export interface Candidate {
  /** Compared from the first number on. */
  readonly score: readonly number[]
  readonly truth: number
  readonly predicted: number
}

/** One to one, the best score first; equal scores in the given order. Truth index to predicted index. */
export function greedyMatching(candidates: readonly Candidate[]): Map<number, number> {
  const matched = new Map<number, number>()
  const taken = new Set<number>()
  for (const { truth, predicted } of candidates.toSorted((a, b) => descending(a.score, b.score))) {
    if (matched.has(truth) || taken.has(predicted)) continue
    matched.set(truth, predicted)
    taken.add(predicted)
  }
  return matched
}

function descending(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = (b[index] ?? 0) - value
    if (difference !== 0) return difference
  }
  return 0
}

export function intersectionOverUnion(a: Edges, b: Edges): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]))
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]))
  const intersection = width * height
  const union = area(a) + area(b) - intersection
  return union > 0 ? intersection / union : 0
}

function area([left, top, right, bottom]: Edges): number {
  return (right - left) * (bottom - top)
}

/** The table's own box, else the one around its cells; null when nothing has a box. */
export function regionOf(table: ScoredTable): Edges | null {
  if (table.bbox) return table.bbox
  const boxes = table.cells.map((cell) => cell.bbox).filter((box) => box != null)
  if (boxes.length === 0) return null
  return [
    Math.min(...boxes.map((box) => box[0])),
    Math.min(...boxes.map((box) => box[1])),
    Math.max(...boxes.map((box) => box[2])),
    Math.max(...boxes.map((box) => box[3])),
  ]
}

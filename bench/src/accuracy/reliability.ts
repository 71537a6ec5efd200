import type { JudgedCell } from './cell-judgement.ts'

/** Something that was marked with a confidence, and whether it was right. */
export interface Marked {
  readonly confidence: number
  readonly right: boolean
}

export function markedCells(cells: readonly JudgedCell[]): Marked[] {
  return cells.map(({ cell, right }) => ({ confidence: cell.confidence, right }))
}

export interface ReliabilityBin {
  readonly from: number
  readonly to: number
  readonly count: number
  readonly meanConfidence: number
  readonly shareRight: number
}

export interface Reliability {
  readonly count: number
  readonly bins: readonly ReliabilityBin[]
  /** Expected calibration error: the gap between confidence and share right, weighted by the bins' counts. */
  readonly expectedError: number
}

const EDGES = [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1]

export function reliability(marked: readonly Marked[]): Reliability {
  const bins = EDGES.slice(1).flatMap((to, index): ReliabilityBin[] => {
    const from = EDGES[index] ?? 0
    const within = marked.filter(({ confidence }) => confidence >= from && confidence < to)
    if (within.length === 0) return []
    const mean = (of: (one: Marked) => number) =>
      within.reduce((sum, one) => sum + of(one), 0) / within.length
    return [
      {
        from,
        to,
        count: within.length,
        meanConfidence: mean((one) => one.confidence),
        shareRight: mean((one) => Number(one.right)),
      },
    ]
  })
  const gaps = bins.map((bin) => bin.count * Math.abs(bin.meanConfidence - bin.shareRight))
  const expectedError = gaps.reduce((sum, gap) => sum + gap, 0) / Math.max(1, marked.length)
  return { count: marked.length, bins, expectedError }
}

export function reliabilityLines(name: string, { count, bins, expectedError }: Reliability): string[] {
  return [
    `${name}: ${count} cells with text, expected calibration error ${expectedError.toFixed(4)}`,
    '  confidence     cells    mean   right',
    ...bins.map(
      ({ from, to, count, meanConfidence, shareRight }) =>
        `  ${from.toFixed(3)}-${to.toFixed(3)} ${String(count).padStart(7)}   ${meanConfidence.toFixed(3)}   ${shareRight.toFixed(3)}`,
    ),
  ]
}

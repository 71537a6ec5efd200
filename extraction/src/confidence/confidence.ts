import type { Cell, Table } from '../model.ts'
import { cellFeatures, FEATURES, type Features } from './features.ts'

/**
 * Logistic regression of "the cell is right" on its features, fitted on 12,023 cells (166 wrong) of 210 generated documents:
 * `corpus`, 60 with tables and 10 of prose for each of the seeds 11, 12 and 13; `npm run bench -- accuracy --calibrate`.
 * bench/README.md has how far it holds on documents that it has not seen.
 */
const INTERCEPT = 4.09
const COEFFICIENTS: Features = {
  open: 0.02,
  sparse: -0.19,
  mixed: -0.09,
  short: -0.3,
  tied: 0.99,
  off: -0.21,
  confirmed: 2.17,
  spanning: -1.71,
  header: -1.29,
  label: -1.01,
  foreign: -0.96,
  unlabelled: -0.22,
  long: -0.95,
}
/** Nothing is certain. */
const MOST = 0.999

/** The chance that each of the cells is right, in their order: 0..1, never exactly 1. */
export function cellConfidences(table: Pick<Table, 'rows' | 'cells' | 'checks'>, engine: string): number[] {
  return cellFeatures(table, engine).map((features) => {
    const evidence = FEATURES.reduce((sum, name) => sum + COEFFICIENTS[name] * features[name], INTERCEPT)
    return rounded(1 / (1 + Math.exp(-evidence)))
  })
}

/** The share of a table's cells with text that are right, by their own confidences. */
export function tableConfidence(cells: readonly Cell[]): number {
  const filled = cells.filter(({ text }) => text !== '')
  if (filled.length === 0) return 0
  return rounded(filled.reduce((sum, { confidence }) => sum + confidence, 0) / filled.length)
}

/** Down to thousandths. */
function rounded(share: number): number {
  return Math.min(MOST, Math.floor(share * 1000) / 1000)
}

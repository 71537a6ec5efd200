import type { ExpectedChecks } from './amounts.ts'
import { adjacencyRelations } from './adjacency.ts'
import { CellGrid } from './cell-grid.ts'
import { greedyMatching, intersectionOverUnion, regionOf, type Candidate } from './matching.ts'
import { scoreNumberCells } from './number-cells.ts'
import type { ScoredTable } from './predicted-table.ts'

/** A region counts as found from this overlap on. */
const REGION_OVERLAP = 0.6

export interface IcdarTruth {
  /** Pages of the document, where the truth says it. */
  readonly pages?: number
  readonly tables: readonly ScoredTable[]
  /** Sums that have to tie, where the document was made to add up. */
  readonly checks?: ExpectedChecks
  /** Readings that are as right as `tables`, which is one of them. */
  readonly alternatives?: readonly (readonly ScoredTable[])[]
}

/** Counts of one document, end to end: a missed table's relations are missed, a false table's are false. */
export interface IcdarScore {
  readonly truthTables: number
  readonly predictedTables: number
  readonly regionsFound: number
  readonly truthRelations: number
  readonly predictedRelations: number
  readonly rightRelations: number
  readonly numbers: number
  readonly numbersFound: number
  readonly tables: readonly IcdarTableScore[]
  /** Predicted tables that answer no table of the truth, by their index. */
  readonly falseTables: readonly number[]
}

export interface IcdarTableScore {
  readonly page: number
  readonly truthRelations: number
  readonly predictedRelations: number
  readonly rightRelations: number
  readonly truthShape: readonly [number, number]
  readonly predictedShape: readonly [number, number] | null
  readonly overlap: number
}

/** The score against the alternative that suits the prediction best, as the competition has it. */
export function scoreIcdar(truth: IcdarTruth, predicted: readonly ScoredTable[]): IcdarScore {
  const readings = truth.alternatives?.length ? truth.alternatives : [truth.tables]
  const scores = readings.map((tables) => scoreReading(tables, predicted))
  return scores.reduce((best, score) => (isBetter(score, best) ? score : best))
}

function isBetter(a: IcdarScore, b: IcdarScore): boolean {
  const difference = relationMeasures(a).f1 - relationMeasures(b).f1
  return difference > 0 || (difference === 0 && a.regionsFound > b.regionsFound)
}

function scoreReading(truth: readonly ScoredTable[], predicted: readonly ScoredTable[]): IcdarScore {
  const truths = truth.map(prepared)
  const predictions = predicted.map(prepared)
  const pairs = comparedPairs(truths, predictions)
  const regions = greedyMatching(
    pairs
      .filter((pair) => pair.overlap >= REGION_OVERLAP)
      .map((pair) => ({ ...pair, score: [pair.overlap] })),
  )
  const matched = greedyMatching(
    pairs.filter((pair) => pair.shared > 0 || pair.overlap > 0).map(bySharedRelations),
  )
  const tables = truths.map((table, index) => tableScore(table, index, matched, predictions, pairs))
  const numbers = truths.map((table, index) =>
    scoreNumberCells(table.grid, predictions[matched.get(index) ?? -1]?.grid),
  )
  const answered = new Set(matched.values())
  return {
    truthTables: truth.length,
    predictedTables: predicted.length,
    regionsFound: regions.size,
    truthRelations: sum(truths.map((table) => table.relations.size)),
    predictedRelations: sum(predictions.map((table) => table.relations.size)),
    rightRelations: sum(tables.map((table) => table.rightRelations)),
    numbers: sum(numbers.map((score) => score.total)),
    numbersFound: sum(numbers.map((score) => score.found)),
    tables,
    falseTables: predictions.map((_, index) => index).filter((index) => !answered.has(index)),
  }
}

type Prepared = ReturnType<typeof prepared>

function prepared(table: ScoredTable) {
  const grid = new CellGrid(table.cells)
  return { page: table.page, region: regionOf(table), grid, relations: adjacencyRelations(grid) }
}

interface Pair {
  readonly truth: number
  readonly predicted: number
  readonly overlap: number
  readonly shared: number
}

function comparedPairs(truths: readonly Prepared[], predictions: readonly Prepared[]): Pair[] {
  return truths.flatMap((a, truth) =>
    predictions.flatMap((b, predicted) => {
      if (a.page !== b.page) return []
      const overlap = a.region && b.region ? intersectionOverUnion(a.region, b.region) : 0
      return [{ truth, predicted, overlap, shared: a.relations.sharedWith(b.relations) }]
    }),
  )
}

function bySharedRelations({ truth, predicted, shared, overlap }: Pair): Candidate {
  return { truth, predicted, score: [shared, overlap] }
}

function tableScore(
  table: Prepared,
  truth: number,
  matched: ReadonlyMap<number, number>,
  predictions: readonly Prepared[],
  pairs: readonly Pair[],
): IcdarTableScore {
  const answer = matched.get(truth)
  const prediction = answer === undefined ? undefined : predictions[answer]
  const pair = pairs.find((candidate) => candidate.truth === truth && candidate.predicted === answer)
  return {
    page: table.page,
    truthRelations: table.relations.size,
    predictedRelations: prediction?.relations.size ?? 0,
    rightRelations: pair?.shared ?? 0,
    truthShape: [table.grid.rows, table.grid.columns],
    predictedShape: prediction ? [prediction.grid.rows, prediction.grid.columns] : null,
    overlap: pair?.overlap ?? 0,
  }
}

export interface Measures {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

export function measures(right: number, predicted: number, truth: number): Measures {
  const precision = predicted > 0 ? right / predicted : 0
  const recall = truth > 0 ? right / truth : 0
  return {
    precision,
    recall,
    f1: precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0,
  }
}

export function relationMeasures(score: IcdarScore): Measures {
  return measures(score.rightRelations, score.predictedRelations, score.truthRelations)
}

export interface IcdarTotals {
  readonly documents: number
  readonly truthTables: number
  readonly predictedTables: number
  readonly regions: Measures
  /** Over all relations of all documents: `rel_F1`. */
  readonly relations: Measures
  /** Mean over documents: `mac_F1`. */
  readonly macroF1: number
  /** Share of the number cells that were found: `num`. */
  readonly numbers: number
}

export function icdarTotals(scores: readonly IcdarScore[]): IcdarTotals {
  const total = (count: (score: IcdarScore) => number) => sum(scores.map(count))
  return {
    documents: scores.length,
    truthTables: total((score) => score.truthTables),
    predictedTables: total((score) => score.predictedTables),
    regions: measures(
      total((score) => score.regionsFound),
      total((score) => score.predictedTables),
      total((score) => score.truthTables),
    ),
    relations: measures(
      total((score) => score.rightRelations),
      total((score) => score.predictedRelations),
      total((score) => score.truthRelations),
    ),
    macroF1: total((score) => relationMeasures(score).f1) / Math.max(1, scores.length),
    numbers:
      total((score) => score.numbersFound) /
      Math.max(
        1,
        total((score) => score.numbers),
      ),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

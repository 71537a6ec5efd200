import { icdarTotals, relationMeasures } from './icdar.ts'
import { statementTotals } from './statement-rows.ts'
import type { Accuracy } from './accuracy.ts'
import type { AmountScore } from './amounts.ts'
import { markedCells, reliability } from './reliability.ts'
import type { Machine } from '../machine.ts'

/** What `bench/results/accuracy.json` holds: the numbers that must neither fall nor rise unrecorded. */
export interface RecordedAccuracy {
  readonly engine: string
  readonly machine: Machine
  readonly totals: Readonly<Record<string, number>>
  /** A number a document and measure. */
  readonly documents: Readonly<Record<string, number>>
}

export function recordedAccuracy(accuracy: Accuracy, engine: string, machine: Machine): RecordedAccuracy {
  return { engine, machine, totals: totals(accuracy), documents: documents(accuracy) }
}

function totals({ icdar, statements, cells }: Accuracy): Record<string, number> {
  const tables = icdarTotals([...icdar.values()])
  const rows = statementTotals(statements)
  return {
    rel_F1: thousandths(tables.relations.f1),
    mac_F1: thousandths(tables.macroF1),
    num: thousandths(tables.numbers),
    region_P: thousandths(tables.regions.precision),
    region_R: thousandths(tables.regions.recall),
    statement_rows: thousandths(rows.found / Math.max(1, rows.rows)),
    statement_typed: thousandths(rows.typed / Math.max(1, rows.rows)),
    statement_whole_pages: rows.wholePages,
    calibration_error: tenThousandths(reliability(markedCells(cells)).expectedError),
  }
}

function documents({ icdar, amounts, statements, prose }: Accuracy): Record<string, number> {
  return Object.fromEntries([
    ...[...icdar].flatMap(([name, score]): [string, number][] => [
      [`${name} rel_F1`, thousandths(relationMeasures(score).f1)],
      [`${name} numbers`, score.numbersFound],
    ]),
    ...[...amounts].flatMap(([name, score]) => amountMeasures(name, score)),
    ...statements.map((score): [string, number] => [`${score.name} rows typed`, score.typed]),
    ...(prose.pages === 0
      ? []
      : [['prose pages without a false table', prose.pages - prose.falseTables] as const]),
  ])
}

/** Measures that are 0 where all is well are left out: they come up as a drift when they are not. */
function amountMeasures(name: string, { right, expected, tied, off }: AmountScore): [string, number][] {
  const measures: [string, number][] = [
    [`${name} amounts`, right],
    [`${name} checks that tie`, tied],
    [`${name} checks falsely off`, off],
  ]
  return measures.filter(([, value], index) => index === 0 || (index === 1 ? expected : value) > 0)
}

function tenThousandths(value: number): number {
  return Math.round(value * 10_000) / 10_000
}

function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000
}

export interface Drift {
  readonly name: string
  readonly recorded: number
  readonly measured: number
}

/** Measures that differ from the record, gains and lost documents included: a gain that is not recorded can be lost in silence. */
export function drift(recorded: RecordedAccuracy, measured: RecordedAccuracy): Drift[] {
  const names = new Set([...Object.keys(recorded.documents), ...Object.keys(measured.documents)])
  return [...names].flatMap((name) => {
    const [before, value] = [recorded.documents[name] ?? 0, measured.documents[name] ?? 0]
    return before === value ? [] : [{ name, recorded: before, measured: value }]
  })
}

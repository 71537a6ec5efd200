import type { ProseScore } from './accuracy.ts'
import { icdarTotals, relationMeasures, type IcdarScore } from './icdar.ts'
import { statementTotals, type StatementScore } from './statement-rows.ts'

const share = (value: number) => value.toFixed(3)

export function icdarLine(name: string, score: IcdarScore): string {
  return [
    `  ${name.padEnd(10)}`,
    `tables ${score.truthTables}/${score.predictedTables}`.padEnd(14),
    `regions ${score.regionsFound}`.padEnd(11),
    `rel_F1 ${share(relationMeasures(score).f1)}`,
    `num ${score.numbersFound}/${score.numbers}`,
  ].join(' ')
}

export function icdarTableLines(score: IcdarScore): string[] {
  const truth = score.tables.map((table) => {
    const lost = table.truthRelations - table.rightRelations
    const wrong = table.predictedRelations - table.rightRelations
    const shape = table.predictedShape ? table.predictedShape.join('×') : 'none'
    return `      page ${table.page}: ${table.truthShape.join('×')} read ${shape}, overlap ${share(table.overlap)}, ${lost} lost, ${wrong} wrong`
  })
  return score.falseTables.length === 0
    ? truth
    : [...truth, `      false tables: ${score.falseTables.join(', ')}`]
}

export function icdarTotalsLine(scores: readonly IcdarScore[]): string {
  const totals = icdarTotals(scores)
  return [
    `icdar2013: ${totals.documents} documents, tables ${totals.truthTables}/${totals.predictedTables}`,
    `rel_F1 ${share(totals.relations.f1)} (P ${share(totals.relations.precision)} R ${share(totals.relations.recall)})`,
    `mac_F1 ${share(totals.macroF1)}`,
    `num ${share(totals.numbers)}`,
    `regions P ${share(totals.regions.precision)} R ${share(totals.regions.recall)}`,
  ].join('  ')
}

export function statementLine(score: StatementScore): string {
  return `  ${score.name.padEnd(50)} rows ${score.found}/${score.rows} typed ${score.typed}`
}

export function statementMissedLines(score: StatementScore): string[] {
  const line = (kind: string, { label, values }: StatementScore['mistyped'][number]) =>
    `      ${kind} ${label} | ${values.join(' | ')}`
  return [
    ...score.missed.flatMap((row) => [
      line('missed', row),
      `        read ${row.read?.join(' | ') ?? 'nowhere'}${row.unreachable ? ', which holds what the truth leaves out' : ''}`,
    ]),
    ...score.mistyped.map((row) => line('mistyped', row)),
  ]
}

export function statementTotalsLine(scores: readonly StatementScore[]): string {
  const totals = statementTotals(scores)
  const rows = Math.max(1, totals.rows)
  return [
    `statements: ${totals.pages} pages`,
    `rows ${totals.found}/${totals.rows} = ${share(totals.found / rows)}`,
    `typed ${share(totals.typed / rows)}`,
    `whole pages ${totals.wholePages}/${totals.pages}`,
    `missed ${totals.rows - totals.found}, of which the truth leaves out what is printed ${totals.unreachable}`,
  ].join('  ')
}

export function proseLine({ pages, falseTables }: ProseScore): string {
  return `prose: ${pages} pages without a table, false tables ${falseTables}`
}

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ExtractionResult } from '../../../extraction/src/model.ts'
import { scoreAmounts, type AmountScore } from './amounts.ts'
import { readJson, type BenchFolder } from './bench-folder.ts'
import { judgedCells, type JudgedCell } from './cell-judgement.ts'
import { scoreIcdar, type IcdarScore } from './icdar.ts'
import { scoredTables, tableArtifacts, wholeTables } from './predicted-table.ts'
import { scoreStatement, type StatementScore } from './statement-rows.ts'

/** Gives the result for one document. */
export type Predict = (name: string, file: string) => Promise<Pick<ExtractionResult, 'artifacts'>>

/** Results that were kept before, `NAME.json` each; a document without one has no table. */
export function keptPredictions(folder: string): Predict {
  return async (name) => {
    const file = join(folder, `${name}.json`)
    return existsSync(file) ? readJson(file) : { artifacts: [] }
  }
}

export interface Accuracy {
  readonly icdar: ReadonlyMap<string, IcdarScore>
  /** Of the documents whose truth names amounts. */
  readonly amounts: ReadonlyMap<string, AmountScore>
  readonly statements: readonly StatementScore[]
  /** The cells with text of the documents with a truth a cell, right or wrong. */
  readonly cells: readonly JudgedCell[]
  readonly prose: ProseScore
}

/** Documents that are known to hold no table. */
export interface ProseScore {
  readonly pages: number
  readonly falseTables: number
}

export async function measureAccuracy(folder: BenchFolder, predict: Predict): Promise<Accuracy> {
  const icdar = new Map<string, IcdarScore>()
  const amounts = new Map<string, AmountScore>()
  const cells: JudgedCell[] = []
  const prose = { pages: 0, falseTables: 0 }
  for (const { name, file, truth } of folder.icdar) {
    const result = await predict(name, file)
    if (truth.tables.length === 0) {
      prose.pages += truth.pages ?? 1
      prose.falseTables += scoredTables(result).length
      continue
    }
    icdar.set(name, scoreIcdar(truth, scoredTables(result)))
    const amountScore = scoreAmounts(truth, result)
    if (amountScore !== null) amounts.set(name, amountScore)
    cells.push(...judgedCells(truth, tableArtifacts(result)))
  }
  const statements: StatementScore[] = []
  for (const { name, file, truth } of folder.statements) {
    statements.push(scoreStatement(truth, wholeTables(await predict(name, file))))
  }
  return { icdar, amounts, statements, cells, prose }
}

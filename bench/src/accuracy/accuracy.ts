import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ExtractionResult } from '../../../extraction/src/model.ts'
import { readJson, type BenchFolder } from './bench-folder.ts'
import { scoreIcdar, type IcdarScore } from './icdar.ts'
import { scoredTables, wholeTables } from './predicted-table.ts'
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
  readonly statements: readonly StatementScore[]
}

export async function measureAccuracy(folder: BenchFolder, predict: Predict): Promise<Accuracy> {
  const icdar = new Map<string, IcdarScore>()
  for (const { name, file, truth } of folder.icdar) {
    icdar.set(name, scoreIcdar(truth, scoredTables(await predict(name, file))))
  }
  const statements: StatementScore[] = []
  for (const { name, file, truth } of folder.statements) {
    statements.push(scoreStatement(truth, wholeTables(await predict(name, file))))
  }
  return { icdar, statements }
}

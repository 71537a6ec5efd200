import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { IcdarTruth } from './icdar.ts'
import type { StatementTruth } from './statement-rows.ts'

/** One document of a set, its file and its truth. */
export interface BenchDocument<Truth> {
  readonly name: string
  readonly file: string
  readonly truth: Truth
}

/**
 * A folder of documents with truth, each set optional:
 * `icdar2013/pdf/NAME.pdf` with `icdar2013/gt/NAME.json`, and `statements/pdf/NAME.pdf` with `statements/truth.json`.
 */
export interface BenchFolder {
  readonly icdar: readonly BenchDocument<IcdarTruth>[]
  readonly statements: readonly BenchDocument<StatementTruth>[]
}

export function readBenchFolder(folder: string, only?: ReadonlySet<string>): BenchFolder {
  const wanted = (document: { name: string }) => only === undefined || only.has(document.name)
  return {
    icdar: icdarDocuments(join(folder, 'icdar2013')).filter(wanted),
    statements: statementDocuments(join(folder, 'statements')).filter(wanted),
  }
}

function icdarDocuments(folder: string): BenchDocument<IcdarTruth>[] {
  const truths = join(folder, 'gt')
  if (!existsSync(truths)) return []
  return readdirSync(truths)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const name = basename(file, '.json')
      return { name, file: join(folder, 'pdf', `${name}.pdf`), truth: readJson(join(truths, file)) }
    })
}

function statementDocuments(folder: string): BenchDocument<StatementTruth>[] {
  const truths = join(folder, 'truth.json')
  if (!existsSync(truths)) return []
  return readJson<StatementTruth[]>(truths).map((truth) => ({
    name: truth.name,
    file: join(folder, 'pdf', `${truth.name}.pdf`),
    truth,
  }))
}

/** The caller says what the file holds: truth files and predictions are the benchmark's own input. */
export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8'))
}

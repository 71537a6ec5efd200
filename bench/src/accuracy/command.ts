import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { engine, extract } from '../../../extraction/src/index.ts'
import { thisMachine } from '../machine.ts'
import { keptPredictions, measureAccuracy, type Accuracy, type Predict } from './accuracy.ts'
import { readBenchFolder, readJson } from './bench-folder.ts'
import { drift, recordedAccuracy, type RecordedAccuracy } from './recorded.ts'
import {
  icdarLine,
  icdarTableLines,
  icdarTotalsLine,
  statementLine,
  statementMissedLines,
  statementTotalsLine,
} from './report.ts'

export const accuracyUsage = `accuracy --documents FOLDER
    [--only NAME,NAME]     these documents
    [--predictions FOLDER] score results kept there, NAME.json each, instead of extracting
    [--keep FOLDER]        keep the results there
    [--missed]             list tables with errors and rows that were missed
    [--accept]             record these numbers; without it, a drop and an unrecorded gain fail`

const RECORD = join(import.meta.dirname, '../../results/accuracy.json')

/** Resolves to the exit status. */
export async function accuracyCommand(
  args: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      documents: { type: 'string' },
      only: { type: 'string' },
      predictions: { type: 'string' },
      keep: { type: 'string' },
      missed: { type: 'boolean', default: false },
      accept: { type: 'boolean', default: false },
    },
  })
  if (values.documents === undefined) {
    print(accuracyUsage)
    return 2
  }
  const only = values.only === undefined ? undefined : new Set(values.only.split(','))
  const predict = values.predictions ? keptPredictions(values.predictions) : extracted(values.keep)
  const accuracy = await measureAccuracy(readBenchFolder(values.documents, only), predict)
  printAccuracy(accuracy, values.missed, print)
  if (only !== undefined || values.predictions !== undefined) return 0
  return compareWithRecord(
    recordedAccuracy(accuracy, engine().fingerprint, thisMachine()),
    values.accept,
    print,
  )
}

function extracted(keep: string | undefined): Predict {
  return async (name, file) => {
    const result = await extract(readFileSync(file), { filename: `${name}.pdf` })
    if (keep !== undefined) {
      mkdirSync(keep, { recursive: true })
      writeFileSync(join(keep, `${name}.json`), JSON.stringify(result))
    }
    return result
  }
}

function printAccuracy(
  { icdar, statements }: Accuracy,
  missed: boolean,
  print: (line: string) => void,
): void {
  for (const [name, score] of icdar) {
    print(icdarLine(name, score))
    if (missed) icdarTableLines(score).forEach(print)
  }
  for (const score of statements) {
    print(statementLine(score))
    if (missed) statementMissedLines(score).forEach(print)
  }
  if (icdar.size > 0) print(icdarTotalsLine([...icdar.values()]))
  if (statements.length > 0) print(statementTotalsLine(statements))
}

function compareWithRecord(
  measured: RecordedAccuracy,
  accept: boolean,
  print: (line: string) => void,
): number {
  if (accept) {
    mkdirSync(dirname(RECORD), { recursive: true })
    writeFileSync(RECORD, `${JSON.stringify(measured, null, 2)}\n`)
    print(`recorded in ${RECORD}`)
    return 0
  }
  const changes = existsSync(RECORD) ? drift(readJson(RECORD), measured) : []
  for (const change of changes) {
    const kind = change.measured < change.recorded ? 'drop' : 'unrecorded gain'
    print(`${kind}: ${change.name} ${change.recorded} -> ${change.measured}`)
  }
  return changes.length === 0 ? 0 : 1
}

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { engine, extract } from '../../../extraction/src/index.ts'
import { thisMachine } from '../machine.ts'
import { keptPredictions, measureAccuracy, type Accuracy, type Predict } from './accuracy.ts'
import { amountsLine } from './amounts.ts'
import { calibrationLines } from './calibrate.ts'
import { readBenchFolder, readJson } from './bench-folder.ts'
import { printedDocuments } from './printed-documents.ts'
import { drift, recordedAccuracy, type RecordedAccuracy } from './recorded.ts'
import { markedCells, reliability, reliabilityLines } from './reliability.ts'
import {
  icdarLine,
  icdarTableLines,
  icdarTotalsLine,
  proseLine,
  statementLine,
  statementMissedLines,
  statementTotalsLine,
} from './report.ts'

export const accuracyUsage = `accuracy --documents FOLDER, or --printed for the documents that corpus prints of a fixed seed
    [--only NAME,NAME]     these documents
    [--predictions FOLDER] score results kept there, NAME.json each, instead of extracting
    [--keep FOLDER]        keep the results there
    [--calibrate]          print the coefficients of the confidence that these documents ask for
    [--missed]             list tables with errors and rows that were missed
    [--accept]             record these numbers; without it, a drop and an unrecorded gain fail`

const RESULTS = join(import.meta.dirname, '../../results')
const RECORDS = { documents: join(RESULTS, 'accuracy.json'), printed: join(RESULTS, 'accuracy-printed.json') }

/** Resolves to the exit status. */
export async function accuracyCommand(
  args: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      documents: { type: 'string' },
      printed: { type: 'boolean', default: false },
      calibrate: { type: 'boolean', default: false },
      only: { type: 'string' },
      predictions: { type: 'string' },
      keep: { type: 'string' },
      missed: { type: 'boolean', default: false },
      accept: { type: 'boolean', default: false },
    },
  })
  if ((values.documents === undefined) === !values.printed) {
    print(accuracyUsage)
    return 2
  }
  using printed = values.printed ? printedDocuments() : null
  const only = values.only === undefined ? undefined : new Set(values.only.split(','))
  const predict = values.predictions ? keptPredictions(values.predictions) : extracted(values.keep)
  const accuracy = await measureAccuracy(
    readBenchFolder(printed?.folder ?? values.documents ?? '', only),
    predict,
  )
  printAccuracy(accuracy, values.missed, print)
  if (values.calibrate) printLines(calibrationLines(accuracy.cells), print)
  if (only !== undefined || values.predictions !== undefined) return 0
  return compareWithRecord(
    recordedAccuracy(accuracy, engine().fingerprint, thisMachine()),
    printed === null ? RECORDS.documents : RECORDS.printed,
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
  { icdar, amounts, statements, cells, prose }: Accuracy,
  missed: boolean,
  print: (line: string) => void,
): void {
  for (const [name, score] of icdar) {
    print(icdarLine(name, score))
    if (missed) printLines(icdarTableLines(score), print)
  }
  for (const score of statements) {
    print(statementLine(score))
    if (missed) printLines(statementMissedLines(score), print)
  }
  if (icdar.size > 0) print(icdarTotalsLine([...icdar.values()]))
  if (amounts.size > 0) print(amountsLine(amounts.values()))
  if (statements.length > 0) print(statementTotalsLine(statements))
  if (prose.pages > 0) print(proseLine(prose))
  if (cells.length > 0) printLines(reliabilityLines('confidence', reliability(markedCells(cells))), print)
}

function printLines(lines: readonly string[], print: (line: string) => void): void {
  for (const line of lines) print(line)
}

function compareWithRecord(
  measured: RecordedAccuracy,
  record: string,
  accept: boolean,
  print: (line: string) => void,
): number {
  if (accept) {
    mkdirSync(dirname(record), { recursive: true })
    writeFileSync(record, `${JSON.stringify(measured, null, 2)}\n`)
    print(`recorded in ${record}`)
    return 0
  }
  const changes = existsSync(record) ? drift(readJson(record), measured) : []
  for (const change of changes) {
    const kind = change.measured < change.recorded ? 'drop' : 'unrecorded gain'
    print(`${kind}: ${change.name} ${change.recorded} -> ${change.measured}`)
  }
  return changes.length === 0 ? 0 : 1
}

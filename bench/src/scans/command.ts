import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { engine } from '../../../extraction/src/index.ts'
import { readBenchFolder } from '../accuracy/bench-folder.ts'
import { thisMachine } from '../machine.ts'
import { measureScan, type ScanScore } from './measure.ts'
import { scanPlans, statementPlans } from './plan.ts'

export const scansUsage = `scans --documents FOLDER
    [--scans 60]           how many are made
    [--statements DPI]     instead: one of every statement, at that resolution
    [--only NAME]          those whose name holds it; nothing is recorded then
    [--accept]             record the numbers`

const RESULTS = join(import.meta.dirname, '../../results')
/** Recall of digit strings that each resolution must reach, and of statement rows at 200 dpi. */
const MUST = { 150: 0.88, 200: 0.95, 300: 0.95, rows: 0.9 } as const

/** Resolves to the exit status: 1 where less is read than must be. */
export async function scansCommand(args: readonly string[], print: (line: string) => void): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      documents: { type: 'string' },
      scans: { type: 'string', default: '60' },
      statements: { type: 'string' },
      only: { type: 'string', default: '' },
      accept: { type: 'boolean', default: false },
    },
  })
  if (values.documents === undefined) {
    print(scansUsage)
    return 2
  }
  const folder = readBenchFolder(values.documents)
  const plans = values.statements
    ? statementPlans(folder, Number(values.statements))
    : scanPlans(folder, Number(values.scans))
  const scores: ScanScore[] = []
  for (const plan of plans.filter(({ name }) => name.includes(values.only))) {
    const score = await measureScan(plan)
    scores.push(score)
    print(lineOf(score))
  }
  const byDpi = ([150, 200, 300] as const)
    .map((dpi) => summaryOf(scores, dpi))
    .filter(({ scans }) => scans > 0)
  for (const one of byDpi)
    print(
      `${one.dpi} dpi: ${one.scans} scans, digit strings ${one.digitRecall}, rows ${one.rowRecall}, ${one.seconds} s a page`,
    )
  const memory = Math.round(process.resourceUsage().maxRSS / 1024)
  print(`peak resident memory ${memory} MB`)
  if (values.accept && values.only === '')
    record(values.statements ? `scans-statements-${values.statements}` : 'scans', { memory, byDpi, scores })
  const enough = byDpi.every(
    ({ dpi, digitRecall, rowRecall }) => digitRecall >= MUST[dpi] && (dpi === 150 || rowRecall >= MUST.rows),
  )
  return enough ? 0 : 1
}

function record(name: string, measured: object): void {
  mkdirSync(RESULTS, { recursive: true })
  const kept = { fingerprint: engine().fingerprint, machine: thisMachine(), ...measured }
  writeFileSync(join(RESULTS, `${name}.json`), `${JSON.stringify(kept, null, 2)}\n`)
}

function lineOf({ name, dpi, damage, digits, recalled, rows, rowsFound, seconds }: ScanScore): string {
  return `  ${name.padEnd(36)} ${dpi} ${damage.padEnd(20)} digits ${recalled}/${digits} rows ${rowsFound}/${rows} ${seconds.toFixed(1)} s`
}

function summaryOf<Dpi extends number>(scores: readonly ScanScore[], dpi: Dpi) {
  const own = scores.filter((score) => score.dpi === dpi)
  const sum = (of: (score: ScanScore) => number) => own.reduce((total, score) => total + of(score), 0)
  const share = (part: number, of: number) => (of === 0 ? 1 : Math.round((1000 * part) / of) / 1000)
  return {
    dpi,
    scans: own.length,
    digitRecall: share(
      sum(({ recalled }) => recalled),
      sum(({ digits }) => digits),
    ),
    rowRecall: share(
      sum(({ rowsFound }) => rowsFound),
      sum(({ rows }) => rows),
    ),
    seconds: share(
      sum(({ seconds }) => seconds),
      own.length,
    ),
  }
}

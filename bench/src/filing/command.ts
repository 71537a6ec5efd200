import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { engine } from '../../../extraction/src/index.ts'
import { PREVIEW_WIDTH } from '../../../server/src/processing/extract-document.ts'
import { readBenchFolder } from '../accuracy/bench-folder.ts'
import { thisMachine } from '../machine.ts'
import { joinDocuments } from './join-documents.ts'
import { type FilingRun, measureFiling } from './measure-filing.ts'

export const filingUsage = `filing --documents FOLDER
    [--pages 300] [--rounds 3] [--previews] [--accept]`

const RECORD = join(import.meta.dirname, '../../results/filing.json')

const MUST = { childMB: 350, speedup: 1.8 }

/** Resolves to the exit status: 1 when a child takes more memory, or two processors are less fast, than is required. */
export async function filingCommand(args: readonly string[], print: (line: string) => void): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      documents: { type: 'string' },
      pages: { type: 'string', default: '300' },
      rounds: { type: 'string', default: '3' },
      previews: { type: 'boolean', default: false },
      accept: { type: 'boolean', default: false },
    },
  })
  const [pages, rounds] = [Number(values.pages), Number(values.rounds)]
  if (values.documents === undefined || !(pages > 0 && rounds > 0)) {
    print(filingUsage)
    return 2
  }
  const files = readBenchFolder(values.documents).statements.map((document) => document.file)
  const filing = await joinDocuments(files, pages)
  print(`${pages} pages, ${(filing.byteLength / 2 ** 20).toFixed(1)} MB`)
  const runs: FilingRun[] = []
  for (let round = 0; round < rounds; round++) {
    for (const processors of [1, 2]) {
      const run = await measureFiling(filing, processors, values.previews ? PREVIEW_WIDTH : 0)
      print(
        `${run.processors} processors: ${run.seconds.toFixed(2)} s, a child ${run.childMB.toFixed(0)} MB, the worker +${run.workerMB.toFixed(0)} MB; processor time ${run.childrenCpu.toFixed(2)} s and ${run.workerCpu.toFixed(2)} s`,
      )
      runs.push(run)
    }
  }
  const summary = summarise(runs)
  print(
    `two processors ${summary.speedup.toFixed(2)} times as fast as one (must ${MUST.speedup}); a child at most ${summary.childMB.toFixed(0)} MB (must ${MUST.childMB})`,
  )
  if (!summary.same) print('the results differ')
  if (values.accept)
    record({ pages, bytes: filing.byteLength, previews: values.previews, must: MUST, ...summary, runs })
  return summary.same && summary.speedup >= MUST.speedup && summary.childMB <= MUST.childMB ? 0 : 1
}

function summarise(runs: readonly FilingRun[]) {
  const best = (processors: number) =>
    Math.min(...runs.filter((run) => run.processors === processors).map((run) => run.seconds))
  return {
    speedup: best(1) / best(2),
    childMB: Math.max(...runs.map((run) => run.childMB)),
    workerMB: Math.max(...runs.map((run) => run.workerMB)),
    same: new Set(runs.map((run) => run.resultHash)).size === 1,
  }
}

function record(measured: object): void {
  mkdirSync(dirname(RECORD), { recursive: true })
  const kept = { fingerprint: engine().fingerprint, machine: thisMachine(), ...measured }
  writeFileSync(RECORD, `${JSON.stringify(kept, rounded, 2)}\n`)
}

const rounded = (_key: string, value: unknown) =>
  typeof value === 'number' ? Math.round(value * 100) / 100 : value

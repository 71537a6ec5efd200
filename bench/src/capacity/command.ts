import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureLoad } from '../load/load.ts'
import { thisMachine } from '../machine.ts'
import { measureProcessing, type KindCapacity, type Processing } from './measure.ts'

export const capacityUsage = `capacity [--documents FOLDER]
    The rows of the capacity table in docs/operations.md: documents registered a second, pages a second of one worker,
    memory, storage and rows a page. PDF files of FOLDER are joined, else the sample.
    [--pages 120] [--scanned 6]
    [--accept]             record these numbers; a quiet machine is needed for that`

/** Documents that are registered for the rate. */
const REGISTERED = 5_000

export async function capacityCommand(
  args: readonly string[],
  print: (line: string) => void,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      documents: { type: 'string' },
      pages: { type: 'string', default: '120' },
      scanned: { type: 'string', default: '6' },
      accept: { type: 'boolean', default: false },
    },
  })
  const pages = { native: Number(values.pages), scanned: Number(values.scanned) }
  if (!(pages.native > 0 && pages.scanned > 0)) {
    print(capacityUsage)
    return 2
  }
  const processing = await measureProcessing({ documents: values.documents, pages })
  for (const row of table(processing)) print(row)
  const [round] = await measureLoad({ rounds: 1, seconds: 1, documents: REGISTERED }, () => {})
  const registeredPerSecond = round?.register.perSecond ?? 0
  print(`Documents registered a second, one API: ${registeredPerSecond.toFixed(0)}.`)
  if (values.accept) {
    const file = join(import.meta.dirname, '../../results/capacity.json')
    const measured = { machine: thisMachine(), registeredPerSecond, ...processing }
    writeFileSync(file, `${JSON.stringify(measured, rounded, 2)}\n`)
  }
  return 0
}

function table({ native, scanned, apiMB, workerMB }: Processing): string[] {
  const of = (name: string, pick: (kind: KindCapacity) => number, unit: string, digits = 0) =>
    `| ${name} | ${pick(native).toFixed(digits)} ${unit} | ${pick(scanned).toFixed(digits)} ${unit} |`
  return [
    `| one worker, one document at a time | printed pages (${native.pages}) | scanned pages (${scanned.pages}) |`,
    '| --- | --- | --- |',
    of('pages a second', (kind) => kind.pagesPerSecond, '', 2),
    of('processor seconds a page', (kind) => kind.processorSecondsPerPage, '', 2),
    of('memory of the extraction process', (kind) => kind.childMB, 'MB'),
    of('source a page', (kind) => kind.sourceBytesPerPage / 1000, 'kB'),
    of('results and previews a page', (kind) => kind.objectBytesPerPage / 1000, 'kB'),
    of('database a page', (kind) => kind.databaseBytesPerPage / 1000, 'kB', 1),
    of('rows a page', (kind) => kind.rowsPerPage, '', 1),
    '',
    `Memory of the API ${apiMB.toFixed(0)} MB, of the worker ${workerMB.toFixed(0)} MB.`,
  ]
}

const rounded = (_key: string, value: unknown) =>
  typeof value === 'number' ? Math.round(value * 1000) / 1000 : value

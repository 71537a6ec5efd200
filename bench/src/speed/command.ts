import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { engine } from '../../../extraction/src/index.ts'
import { readBenchFolder } from '../accuracy/bench-folder.ts'
import { thisMachine } from '../machine.ts'
import { measureSpeed } from './speed.ts'

export const speedUsage = `speed --documents FOLDER
    [--accept]             record the numbers`

const RESULTS = join(import.meta.dirname, '../../results')

/** Resolves to the exit status. */
export async function speedCommand(args: readonly string[], print: (line: string) => void): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { documents: { type: 'string' }, accept: { type: 'boolean', default: false } },
  })
  if (values.documents === undefined) {
    print(speedUsage)
    return 2
  }
  const { icdar, statements } = readBenchFolder(values.documents)
  const speed = await measureSpeed([...icdar, ...statements].map((document) => document.file))
  print(`${speed.pages} pages, ${speed.engine.toFixed(2)} ms CPU a page, warm`)
  const { pdftotext } = speed
  if (pdftotext === null) print('pdftotext is not installed: no ratio')
  else {
    print(`pdftotext -bbox ${pdftotext.whole.toFixed(2)} ms a page: ratio ${pdftotext.ratio.toFixed(2)}`)
    print(`without starting ${pdftotext.warm.toFixed(2)} ms a page: ratio ${pdftotext.warmRatio.toFixed(2)}`)
  }
  if (values.accept) {
    mkdirSync(RESULTS, { recursive: true })
    const record = { fingerprint: engine().fingerprint, machine: thisMachine(), ...speed }
    writeFileSync(join(RESULTS, 'speed.json'), `${JSON.stringify(record, null, 2)}\n`)
  }
  return 0
}

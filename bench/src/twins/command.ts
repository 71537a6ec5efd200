import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { launchBrowser } from '../../../corpus/src/browser.ts'
import { compose } from '../../../corpus/src/compose.ts'
import { printTwin } from '../../../corpus/src/twins/print-twin.ts'
import { engine, extract } from '../../../extraction/src/index.ts'
import { thisMachine } from '../machine.ts'
import { differences } from './compare.ts'

export const twinsUsage = `twins [--documents 20] [--seed 7000] [--accept]
    prints generated documents to PDF, writes them as DOCX, and compares every table, cell by cell`

const RECORD = join(import.meta.dirname, '../../results/twins.json')

interface Twin {
  readonly name: string
  readonly tables: number
  readonly differences: readonly string[]
}

/** Resolves to the exit status: 1 when a table of a DOCX is not that of the PDF printed from the same content. */
export async function twinsCommand(args: readonly string[], print: (line: string) => void): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      documents: { type: 'string', default: '20' },
      seed: { type: 'string', default: '7000' },
      accept: { type: 'boolean', default: false },
    },
  })
  const [documents, seed] = [Number(values.documents), Number(values.seed)]
  if (!(documents > 0 && seed >= 0)) {
    print(twinsUsage)
    return 2
  }
  const twins = await readTwins(documents, seed)
  for (const twin of twins) {
    for (const what of twin.differences.slice(0, 5)) print(`${twin.name}: ${what}`)
  }
  const equal = twins.filter((twin) => twin.differences.length === 0).length
  print(
    `${equal} of ${twins.length} documents have the same tables, ${twins.reduce((sum, twin) => sum + twin.tables, 0)} in all`,
  )
  if (values.accept) record({ seed, documents: twins.length, equal, twins })
  return equal === twins.length ? 0 : 1
}

/** Documents without a table are passed over. */
async function readTwins(documents: number, seed: number): Promise<Twin[]> {
  const browser = await launchBrowser()
  const twins: Twin[] = []
  try {
    for (let next = seed; twins.length < documents; next++) {
      const document = compose('tables', next)
      const { pdf, docx, tables } = await printTwin(browser, document)
      if (tables === 0) continue
      const printed = await extract(pdf, { filename: 'twin.pdf' })
      const written = await extract(docx, { filename: 'twin.docx' })
      twins.push({ name: document.name, tables, differences: differences(printed, written) })
    }
  } finally {
    await browser.close()
  }
  return twins
}

function record(measured: object): void {
  mkdirSync(dirname(RECORD), { recursive: true })
  const kept = { fingerprint: engine().fingerprint, machine: thisMachine(), ...measured }
  writeFileSync(RECORD, `${JSON.stringify(kept, null, 2)}\n`)
}

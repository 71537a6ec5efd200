import { writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { engine, extract } from '@ledger-lift/extraction'
import { launchBrowser } from '../browser.ts'
import { compose } from '../compose.ts'
import { differences } from './compare.ts'
import { printTwin } from './print-twin.ts'

/**
 * `npm run twins -w corpus -- [--documents 20] [--seed 7000] [--accept]` prints generated documents to PDF, writes them
 * as DOCX, and compares every table cell by cell. Exit status 1 when one differs; `--accept` records the outcome.
 */
const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '20' },
    seed: { type: 'string', default: '7000' },
    accept: { type: 'boolean', default: false },
  },
})
const twins: { name: string; tables: number; differences: readonly string[] }[] = []
const browser = await launchBrowser()
// Documents without a table are passed over.
for (let seed = Number(values.seed); twins.length < Number(values.documents); seed++) {
  const document = compose('tables', seed)
  const { pdf, docx, tables } = await printTwin(browser, document)
  if (tables === 0) continue
  const printed = await extract(pdf, { filename: 'twin.pdf' })
  const written = await extract(docx, { filename: 'twin.docx' })
  const found = differences(printed, written)
  for (const what of found.slice(0, 5)) console.log(`${document.name}: ${what}`)
  twins.push({ name: document.name, tables, differences: found })
}
await browser.close()
const equal = twins.filter((twin) => twin.differences.length === 0).length
const all = twins.reduce((sum, twin) => sum + twin.tables, 0)
console.log(`${equal} of ${twins.length} documents have the same tables, ${all} in all`)
if (values.accept) {
  const machine = { processor: cpus()[0]?.model.trim(), cores: cpus().length, node: process.version }
  const kept = {
    fingerprint: engine().fingerprint,
    machine,
    documents: twins.length,
    equal,
    tables: all,
    twins,
  }
  await writeFile(
    new URL('../../../bench/results/twins.json', import.meta.url),
    `${JSON.stringify(kept, null, 2)}\n`,
  )
}
process.exitCode = equal === twins.length ? 0 : 1

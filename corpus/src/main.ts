import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { launchBrowser } from './browser.ts'
import { compose } from './compose.ts'
import { print } from './print.ts'

/**
 * `node corpus/src/main.ts FOLDER [--documents 60] [--prose 40] [--books 0] [--seed 1]` prints documents with known truth:
 * FOLDER/pdf/NAME.pdf and FOLDER/gt/NAME.json, laid out as `npm run bench -- accuracy` takes them.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    documents: { type: 'string', default: '60' },
    prose: { type: 'string', default: '40' },
    books: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
  },
})
const folder = positionals[0]
if (folder === undefined) throw new Error('name the folder to print to')
await mkdir(join(folder, 'pdf'), { recursive: true })
await mkdir(join(folder, 'gt'), { recursive: true })
const browser = await launchBrowser()
for (const [kind, count] of [
  ['tables', Number(values.documents)],
  ['prose', Number(values.prose)],
  ['books', Number(values.books)],
] as const) {
  for (let index = 0; index < count; index++) {
    const document = compose(kind, Number(values.seed) * 1000 + index)
    const { pdf, pages, tables } = await print(browser, document)
    await writeFile(join(folder, 'pdf', `${document.name}.pdf`), pdf)
    await writeFile(
      join(folder, 'gt', `${document.name}.json`),
      JSON.stringify({ doc: document.name, pages, tables, checks: document.expected }),
    )
  }
}
await browser.close()

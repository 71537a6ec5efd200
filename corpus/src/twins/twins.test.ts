import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import { extract } from '@ledger-lift/extraction'
import { differences, tablesOf } from './compare.ts'

const CORPUS = join(import.meta.dirname, '../..')

for (const printed of globSync(join(CORPUS, '*/printed.pdf')).sort()) {
  const folder = join(printed, '..')
  test(`the DOCX of ${basename(folder)} has the tables of the PDF that was printed from it, cell by cell`, async () => {
    const pdf = await extract(await readFile(printed), { filename: 'twin.pdf' })
    const docx = await extract(await readFile(join(folder, 'input.docx')), { filename: 'twin.docx' })
    assert.ok(tablesOf(docx).length > 0)
    assert.deepEqual(differences(pdf, docx), [])
  })
}

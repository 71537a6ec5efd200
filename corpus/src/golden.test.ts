import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { actual, goldenFolders } from './golden.ts'

for (const folder of await goldenFolders()) {
  test(`${folder.name} comes out as accepted (after a wanted change: npm run accept -w corpus)`, async () => {
    assert.equal(await actual(folder), await readFile(folder.expected, 'utf8'))
  })
}

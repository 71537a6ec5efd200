import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { revision } from './revision.ts'

async function migrations(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'll-revision-'))
  t.after(() => rm(folder, { recursive: true }))
  await cp(join(import.meta.dirname, 'migrations'), folder, { recursive: true })
  return folder
}

test('a revision is a file of the next number and two lines that register it', async (t) => {
  const folder = await migrations(t)
  const before = (await readFile(join(folder, 'index.ts'), 'utf8')).split('\n')
  const last =
    before
      .map((line) => Number(/^ {2}'(\d{4})-/.exec(line)?.[1] ?? 0))
      .toSorted((a, b) => a - b)
      .at(-1) ?? 0
  const number = String(last + 1).padStart(4, '0')

  const file = await revision('Add a colour, maybe two', folder)

  assert.equal(basename(file), `${number}-add-a-colour-maybe-two.ts`)
  const added = (await readFile(join(folder, 'index.ts'), 'utf8'))
    .split('\n')
    .filter((line) => !before.includes(line))
  assert.deepEqual(added, [
    `import * as addAColourMaybeTwo from './${number}-add-a-colour-maybe-two.ts'`,
    `  '${number}-add-a-colour-maybe-two': addAColourMaybeTwo,`,
  ])
  assert.match(await readFile(file, 'utf8'), /export async function down/)
})

test('a revision that says nothing is refused', async (t) => {
  await assert.rejects(revision('…', await migrations(t)), { code: 'request.invalid' })
})

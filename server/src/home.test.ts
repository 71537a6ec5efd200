import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { AppError } from './errors.ts'
import { makeHome } from './home.ts'

test('a home is made with the folders above it, for its owner alone', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'll-home-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const home = join(folder, 'a', 'b')
  makeHome(home)
  makeHome(home)
  assert.equal(statSync(home).mode & 0o777, 0o700)
})

test('a home that cannot be is refused with its name', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'll-home-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'file'), '')
  for (const home of ['/proc/ledger-lift/here', join(folder, 'file'), join(folder, 'file', 'below')]) {
    assert.throws(
      () => makeHome(home),
      (error) => error instanceof AppError && error.code === 'config.invalid' && error.message.includes(home),
    )
  }
})

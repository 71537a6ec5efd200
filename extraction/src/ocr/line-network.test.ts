import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

const READ_LINE = join(import.meta.dirname, 'testing', 'read-line.ts')

test('the network for lines reads print of 5 points in a process that may start no thread, process or add-on', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--permission',
    '--allow-fs-read=*',
    '--disable-warning=SecurityWarning',
    READ_LINE,
  ])
  assert.equal(stdout.trim().replaceAll(' ', ''), '(1,234.5)Liabilities')
})

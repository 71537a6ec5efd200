import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { COMMANDS } from './commands.ts'
import { nearest } from './help.ts'
import { ledgerLift } from './testing.ts'

describe('the command line', () => {
  test('says what there is, and the version', async () => {
    const { status, stdout } = await ledgerLift(['--help'])
    assert.equal(status, 0)
    for (const name of Object.keys(COMMANDS)) assert.ok(stdout.includes(`  ${name} `), name)
    assert.match((await ledgerLift(['--version'])).stdout.toString(), /^\d+\.\d+\.\d+\n$/)
  })

  test('refuses a command that there is not, with a hint', async () => {
    const { status, stderr } = await ledgerLift(['proces-file'])
    assert.equal(status, 2)
    assert.match(stderr, /^ledger-lift: There is no command "proces-file". Did you mean process-file\?\n$/)
    assert.match(nearest('xyzzy', Object.keys(COMMANDS)), /--help lists them/)
  })

  test('refuses an option that there is not', async () => {
    const { status, stderr } = await ledgerLift(['process-file', '--fromat', 'md'])
    assert.equal(status, 2)
    assert.match(stderr, /^ledger-lift: Unknown option '--fromat'. See ledger-lift process-file --help.\n$/)
  })
})

import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { emptyFolder, ledgerLift, Running, SAMPLE } from './testing.ts'

const run = promisify(execFile)
const REPOSITORY = join(import.meta.dirname, '../../..')

/** The README's "API in ten lines", against this address and into this file. */
async function apiLines(address: string, workbook: string): Promise<string> {
  const readme = await readFile(join(REPOSITORY, 'README.md'), 'utf8')
  const [, block = ''] = /^## The API in ten lines\n\n```sh\n([\s\S]*?)^```$/m.exec(readme) ?? []
  return block.replace('http://127.0.0.1:8000', address).replace('-o report.xlsx', `-o ${workbook}`)
}

describe('all', () => {
  /** Of tests that end before they write into it: the database in it is made once. */
  let kept: Awaited<ReturnType<typeof emptyFolder>>
  before(async () => {
    kept = await emptyFolder()
  })
  after(() => kept[Symbol.asyncDispose]())

  test('brings the whole system up, lets a second one know, works files, and takes all of it down', async () => {
    await using home = await emptyFolder()
    const own = { LEDGER_LIFT_HOME: home.path, PORT: '0' }
    await using running = new Running(['all'], own)
    const [, address = ''] = await running.says(/is ready: (http:\/\/127\.0\.0\.1:\d+)/)
    assert.equal((await fetch(`${address}/readyz`)).status, 200)

    const second = await ledgerLift(['all'], own)
    assert.equal(second.status, 7)
    assert.match(
      second.stderr,
      new RegExp(`^ledger-lift: Ledger Lift is running on this data already: ${address} .*\n$`),
    )

    await using desk = await emptyFolder()
    await copyFile(SAMPLE, join(desk.path, 'report.pdf'))
    const worked = await ledgerLift(['all', 'report.pdf'], own, desk.path)
    assert.deepEqual([worked.status, worked.stderr], [0, ''])
    assert.match(worked.stdout.toString(), /^report.pdf → report.xlsx: \d+ pages?, \d+ tables?, /)

    const listed = await ledgerLift(['list-documents'], own)
    assert.match(listed.stdout.toString(), /COMPLETED .* report.pdf/)
    const checked = await ledgerLift(['audit', 'verify'], own)
    assert.match(
      checked.stdout.toString(),
      /^1 trails with \d+ events: all intact\n\d+ checkpoints .*: all fit\n$/,
    )
    const api = await apiLines(address, join(desk.path, 'api.xlsx'))
    const called = await run('bash', ['-euo', 'pipefail', '-c', api], {
      cwd: REPOSITORY,
      env: { ...process.env, ...own },
    })
    assert.match(called.stdout, /"processing_status":"COMPLETED"[\s\S]*\n5\n$/)
    assert.equal((await readFile(join(desk.path, 'api.xlsx'))).subarray(0, 2).toString(), 'PK')

    const examined = await ledgerLift(['doctor'], own)
    assert.equal(examined.status, 0, examined.stdout.toString())
    assert.match(examined.stdout.toString(), /^ok {4}signing key +key [0-9a-f]{32}, /m)

    assert.equal((await running.stop('SIGINT')).status, 0)
    assert.deepEqual(processesOf(home.path), [])
  })

  test('works files by itself: the good ones in spite of a bad one, and never over a workbook that is there', async () => {
    await using home = await emptyFolder()
    await using desk = await emptyFolder()
    await copyFile(SAMPLE, join(desk.path, 'good.pdf'))
    await writeFile(join(desk.path, 'bad.pdf'), 'not a PDF')
    await writeFile(join(desk.path, 'good.xlsx'), 'of a colleague')
    const { status, stdout, stderr } = await ledgerLift(
      ['all', 'bad.pdf', 'missing.pdf', 'good.pdf'],
      { LEDGER_LIFT_HOME: home.path },
      desk.path,
    )
    assert.equal(status, 3)
    assert.match(stderr, /^bad.pdf: .*document.not_supported.*\nmissing.pdf: .*no such file.*\n$/)
    assert.match(stdout.toString(), /^good.pdf → good \(2\).xlsx: /)
    assert.deepEqual((await readdir(desk.path)).sort(), ['bad.pdf', 'good (2).xlsx', 'good.pdf', 'good.xlsx'])
    assert.equal(await readFile(join(desk.path, 'good.xlsx'), 'utf8'), 'of a colleague')
    assert.deepEqual(processesOf(home.path), [])
  })

  test('says in one line that the port is taken, and leaves nothing running', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await new Promise((done) => other.once('listening', done))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const variables = { LEDGER_LIFT_HOME: kept.path, PORT: String(port), LOG_LEVEL: 'ERROR' }
    const { status, stderr } = await ledgerLift(['all'], variables)
    other.close()
    assert.equal(status, 7)
    assert.match(stderr, new RegExp(`^ledger-lift: Port ${port} is taken .*\\(start.port_taken\\)\n$`))
    assert.deepEqual(processesOf(kept.path), [])
  })

  test('does not listen to others before one of them could sign in', async () => {
    const variables = { LEDGER_LIFT_HOME: kept.path, HOST: '0.0.0.0', PORT: '0', LOG_LEVEL: 'INFO' }
    const { status, stderr } = await ledgerLift(['all'], variables)
    assert.equal(status, 2)
    assert.match(
      stderr,
      /^ledger-lift: HOST is "0.0.0.0", but nobody elsewhere could sign in: [^\n]* \(config.invalid\)\n$/,
    )
    assert.deepEqual(processesOf(kept.path), [])
  })

  test('says in one line that its folder cannot be written', async () => {
    const { status, stderr } = await ledgerLift(['all'], { LEDGER_LIFT_HOME: '/proc/ledger-lift' })
    assert.equal(status, 2)
    assert.match(stderr, /^ledger-lift: LEDGER_LIFT_HOME is "\/proc\/ledger-lift"[^\n]*\(config.invalid\)\n$/)
  })
})

/** Command lines that name the folder: the database, and the extraction processes. */
function processesOf(folder: string): string[] {
  const all = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
  return all.split('\n').filter((line) => line.includes(folder))
}

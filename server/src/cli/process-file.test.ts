import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { SCHEMA } from '@ledger-lift/extraction/model'
import { emptyFolder, ledgerLift, SAMPLE } from './testing.ts'

const oneLine = (stderr: string) => assert.match(stderr, /^ledger-lift: [^\n]+\n$/)

describe('process-file', { concurrency: 2 }, () => {
  test('prints the result and nothing else', async () => {
    const { status, stdout, stderr } = await ledgerLift(['process-file', SAMPLE])
    assert.equal(status, 0)
    assert.equal(stderr, '')
    const result = JSON.parse(stdout.toString())
    assert.equal(result.schema, SCHEMA)
    assert.equal(result.source.filename, 'input.pdf')
  })

  test('reads only the pages that were asked for', async () => {
    const { stdout } = await ledgerLift(['process-file', SAMPLE, '--pages', '2'])
    const { pages } = JSON.parse(stdout.toString())
    assert.deepEqual(
      pages.map(({ number }: { number: number }) => number),
      [2],
    )
  })

  test('writes the format that the ending of --out names, over a file that is there', async () => {
    await using folder = await emptyFolder()
    const out = join(folder.path, 'book.xlsx')
    await writeFile(out, 'older')
    const { status, stdout } = await ledgerLift(
      ['process-file', SAMPLE, '--out', 'book.xlsx'],
      {},
      folder.path,
    )
    assert.deepEqual([status, stdout.length], [0, 0])
    assert.equal((await readFile(out)).subarray(0, 2).toString(), 'PK')
    assert.deepEqual(await readdir(folder.path), ['book.xlsx'])
  })

  test('leaves nothing behind where it cannot write', async () => {
    await using folder = await emptyFolder()
    const { status, stderr } = await ledgerLift(
      ['process-file', SAMPLE, '--out', 'no/such/folder.md'],
      {},
      folder.path,
    )
    assert.equal(status, 2)
    oneLine(stderr)
    assert.deepEqual(await readdir(folder.path), [])
  })

  test('says with its status what is wrong', async () => {
    await using folder = await emptyFolder()
    const text = join(folder.path, 'text.pdf')
    await writeFile(text, 'not a PDF')
    const cases: readonly (readonly [number, readonly string[], Record<string, string>])[] = [
      [3, [text], {}],
      [5, [SAMPLE], { MAX_FILE_SIZE: '1000' }],
      [2, [join(folder.path, 'missing.pdf')], {}],
      [2, [SAMPLE, '--pages', '9-3'], {}],
      [2, [SAMPLE, '--pages', '999'], {}],
      [2, [SAMPLE, '--format', 'odt'], {}],
      [2, [SAMPLE, 'another.pdf'], {}],
      [2, [], {}],
      [2, [SAMPLE], { PORT: 'many' }],
    ]
    for (const [expected, args, variables] of cases) {
      const { status, stdout, stderr } = await ledgerLift(['process-file', ...args], variables)
      assert.equal(status, expected, `${args.join(' ')}: ${stderr}`)
      oneLine(stderr)
      assert.equal(stdout.length, 0)
    }
  })

  test('does not mind a reader that goes away early', async () => {
    const shell = spawn('sh', [
      '-c',
      '"$0" "$1" process-file "$2" | head -c 10; exit ${PIPESTATUS:-0}',
      process.execPath,
      join(import.meta.dirname, '../../bin/ledger-lift.js'),
      SAMPLE,
    ])
    let errors = ''
    shell.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    await once(shell, 'close')
    assert.equal(errors, '')
  })

  test('reads a pipe as well as a file', async () => {
    await using folder = await emptyFolder()
    await copyFile(SAMPLE, join(folder.path, 'a file.pdf'))
    const shell = spawn(
      'bash',
      [
        '-c',
        '"$0" "$1" process-file <(cat "a file.pdf") --format md',
        process.execPath,
        join(import.meta.dirname, '../../bin/ledger-lift.js'),
      ],
      { cwd: folder.path },
    )
    let output = ''
    shell.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const [status] = await once(shell, 'close')
    assert.equal(status, 0)
    assert.match(output, /\|/)
  })
})

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { strToU8, unzipSync, zipSync } from 'fflate'
import pino from 'pino'
import { extract } from '@ledger-lift/extraction'
import { Soffice } from './soffice.ts'

const WORD = join(import.meta.dirname, '../../../../corpus/word-ledger/input.docx')
const log = pino({ level: 'silent' })
const NEVER = new AbortController().signal
const missing = ['/usr/local/bin', '/usr/bin'].every((folder) => !existsSync(join(folder, 'soffice')))

test('without the program nothing is laid out', async () => {
  await using folder = await withWord()
  assert.equal(await new Soffice('no-such-program', log).layOut(folder.word, NEVER), null)
})

test(
  'of a layout that is given up no process and no file stays',
  { skip: process.platform !== 'linux' && 'only Linux tells' },
  async () => {
    await using folder = await withWord()
    await using programs = await withWord()
    const pidFile = join(programs.path, 'pid')
    const program = join(programs.path, 'hangs')
    const hangs = `sleep 600 & echo $! > '${pidFile}.new'; mv '${pidFile}.new' '${pidFile}'; wait`
    const script = `case "$*" in *--version*) echo LibreOffice 1.2;; *) ${hangs};; esac`
    await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o700 })
    const given = new AbortController()
    const layout = new Soffice(program, log).layOut(folder.word, given.signal)
    await until(() => existsSync(pidFile))
    const pid = (await readFile(pidFile, 'utf8')).trim()
    given.abort(new Error('enough'))
    await assert.rejects(layout, /enough/)
    await until(() => !isRunning(pid))
    assert.deepEqual(await readdir(folder.path), ['a.docx'])
  },
)

test('a layout that was given up before is not begun', async () => {
  await using folder = await withWord()
  const program = join(folder.path, 'program')
  const begun = join(folder.path, 'begun')
  const script = `case "$*" in *--version*) echo LibreOffice 1.2;; *) echo > '${begun}';; esac`
  await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o700 })
  const layout = new Soffice(program, log).layOut(folder.word, AbortSignal.abort(new Error('enough')))
  await assert.rejects(layout, /enough/)
  assert.ok(!existsSync(begun))
})

test('a folder that could not be made for one document spoils no other', async () => {
  await using folder = await withWord()
  const program = join(folder.path, 'program')
  const script = `case "$*" in *--version*) echo LibreOffice 1.2;; *) echo pages > document.pdf;; esac`
  await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o700 })
  const soffice = new Soffice(program, log)
  await assert.rejects(soffice.layOut(join(folder.path, 'gone', 'a.docx'), NEVER), /ENOENT/)
  assert.equal((await soffice.layOut(folder.word, NEVER))?.by, 'LibreOffice 1.2')
})

test('LibreOffice that was killed while it told its version lays the next document out', async () => {
  await using folder = await withWord()
  const program = join(folder.path, 'program')
  const said = join(folder.path, 'said')
  const tells = `test -e '${said}' && echo LibreOffice 1.2 || { echo > '${said}'; kill -9 $$; }`
  const script = `case "$*" in *--version*) ${tells};; *) echo pages > document.pdf;; esac`
  await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o700 })
  const soffice = new Soffice(program, log)
  assert.equal(await soffice.layOut(folder.word, NEVER), null)
  assert.equal((await soffice.layOut(folder.word, NEVER))?.by, 'LibreOffice 1.2')
})

/** One that nobody waits for stays a zombie where nobody is there to reap it. */
const isRunning = (pid: string): boolean =>
  existsSync(`/proc/${pid}/stat`) && !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))

async function until(is: () => boolean): Promise<void> {
  while (!is()) await setTimeout(20)
}

async function withWord() {
  const path = await mkdtemp(join(tmpdir(), 'll-soffice-test-'))
  const word = join(path, 'a.docx')
  await copyFile(WORD, word)
  return { path, word, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

test(
  'LibreOffice gives every cell of a Word document a box on its page, and fetches nothing that the document names',
  { skip: missing && 'LibreOffice is not on this machine' },
  async () => {
    let requests = 0
    await using server = createServer((_request, response) => {
      requests += 1
      response.end()
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const folder = await mkdtemp(join(tmpdir(), 'll-soffice-test-'))
    try {
      const path = join(folder, 'a.docx')
      await writeFile(path, withCanary(await readFile(WORD), `http://127.0.0.1:${port}/canary.png`))
      const layout = await new Soffice('soffice', log).layOut(path, NEVER)
      assert.match(layout?.by ?? '', /^LibreOffice \d/)
      assert.ok(layout)
      const { artifacts, notes } = await extract(await readFile(path), { filename: 'a.docx', layout })
      const cells = artifacts.flatMap((artifact) => (artifact.type === 'table' ? artifact.table.cells : []))
      assert.ok(cells.length > 0 && cells.every(({ bbox }) => bbox.width > 0))
      assert.deepEqual(
        notes.map(({ code }) => code),
        ['document.references_ignored'],
      )
      assert.equal(requests, 0)
    } finally {
      await rm(folder, { recursive: true })
    }
  },
)

/** With a picture that is to be fetched from this address. */
function withCanary(docx: Uint8Array, address: string): Uint8Array {
  const files = unzipSync(docx)
  const edit = (name: string, before: string, after: string) => {
    const text = new TextDecoder().decode(files[name])
    assert.ok(text.includes(before))
    files[name] = strToU8(text.replace(before, after))
  }
  edit(
    'word/_rels/document.xml.rels',
    '</Relationships>',
    `<Relationship Id="rX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="${address}" TargetMode="External"/></Relationships>`,
  )
  edit(
    'word/document.xml',
    '<w:body>',
    '<w:body><w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" style="width:50pt;height:50pt"><v:imagedata xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rX"/></v:shape></w:pict></w:r></w:p>',
  )
  return zipSync(files)
}

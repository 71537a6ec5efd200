import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { openDocument, type OpenDocument } from '../../index.ts'
import { withEnd } from './cut-file.ts'
import { show, writePdf } from './testing/write-pdf.ts'

const PAGES = ['First 1,200', 'Second 2,300', 'Third 3,400']
const FILE = writePdf(PAGES.map((line) => ({ content: show(60, 200, line) })))
const TEXT = FILE.toString('latin1')
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

/** The texts of each page, null for one that is lost with a note, and what is said of the document. */
async function whatIsRead(file: Buffer) {
  using document = await openDocument(file)
  return { pages: await pagesOf(document), notes: document.notes.map(({ code }) => code) }
}

async function pagesOf(document: OpenDocument): Promise<(string | null)[]> {
  const findings = await document.work(Array.from({ length: document.pageCount }, (_, i) => i + 1))
  return findings.map(({ page, texts, notes }) => {
    if (page === null) assert.notEqual(notes.length, 0)
    return page === null ? null : texts.map(({ text }) => text).join(' ')
  })
}

const NOTED = ['document.damaged']

describe('a damaged PDF', () => {
  it('is read whole behind up to a kilobyte of junk', async () => {
    const { pages, notes } = await whatIsRead(Buffer.concat([Buffer.alloc(1000, 'junk\n'), FILE]))
    assert.deepEqual([pages, notes], [PAGES, []])
  })

  const BROKEN: readonly (readonly [string, string])[] = [
    ['places in its cross-reference table are wrong', TEXT.replace(/\d{10} 00000 n/g, '0000000099 00000 n')],
    ['table is not where its end says', TEXT.replace(/startxref\s+\d+/, 'startxref\n7')],
    ['table and end are missing', TEXT.slice(0, TEXT.lastIndexOf('xref\n0'))],
  ]
  for (const [what, text] of BROKEN)
    it(`is read whole, with a note, where ${what}`, async () => {
      assert.deepEqual(await whatIsRead(bytes(text)), { pages: PAGES, notes: NOTED })
    })

  it('that was cut off has the pages that are left, with a note, and no empty one in the place of one that is lost', async () => {
    const sample = readFileSync(join(import.meta.dirname, '../../../../corpus/sample/input.pdf'))
    const { pages, notes } = await whatIsRead(sample.subarray(0, sample.length * 0.9))
    assert.equal(pages.length, 4)
    assert.match(pages[0] ?? '', /Annual Report/)
    assert.deepEqual(notes, NOTED)
  })

  it('that lost the catalog with its end has the pages that are whole, in their order', async () => {
    const order = [...TEXT.matchAll(/\d+ 0 obj\s*<<[^>]*\/Type \/Page\b/g)].map(({ index }) => index)
    const end = TEXT.indexOf('endobj', order[1]) + 'endobj'.length
    const { pages, notes } = await whatIsRead(bytes(TEXT.slice(0, end)))
    assert.deepEqual([pages, notes], [PAGES.slice(0, 2), NOTED])
  })

  it('that lost what stands on a page says so of this page', async () => {
    const at = TEXT.lastIndexOf('/Contents ')
    const end = TEXT.indexOf('endobj', at) + 'endobj'.length
    const lost = TEXT.slice(at, end).replace(/\d+ 0 R/, '98 0 R')
    const { pages } = await whatIsRead(bytes(TEXT.slice(0, at) + lost))
    assert.deepEqual(pages, [PAGES[0], PAGES[1], null])
  })

  it('that was cut off takes no object for a page that only stands before one', () => {
    const ended = withEnd(bytes('1 0 obj << /Length 9 >>\n2 0 obj << /Type /Page >> endobj\n'))
    assert.match(ended?.toString('latin1') ?? '', /\/Kids \[2 0 R\]/)
  })

  it('is never read without a note, wherever it is cut off', async () => {
    for (let cut = 40; cut < FILE.length - 40; cut += 97) {
      const read = await whatIsRead(FILE.subarray(0, cut)).catch(({ code }: { code: string }) => code)
      if (typeof read === 'string') assert.equal(read, 'document.damaged', `cut at ${cut}`)
      else {
        assert.deepEqual(read.notes, NOTED, `cut at ${cut}`)
        assert.ok(!read.pages.includes(''), `cut at ${cut}`)
      }
    }
  })

  it('whose catalog is damaged is not said to lack its end', async () => {
    const file = TEXT.replace(/\/Type \/Catalog \/Pages \d+ 0 R/, '')
    using document = await openDocument(bytes(file))
    assert.equal(document.pageCount, PAGES.length)
    assert.match(document.notes[0]?.message ?? '', /cut off, or damaged/)
  })

  it('that is encrypted and was cut off is refused: what is there cannot be read', async () => {
    const file = TEXT.replace('trailer', '99 0 obj << /Filter /Standard /V 2 >> endobj trailer')
    await assert.rejects(whatIsRead(bytes(file.slice(0, file.indexOf('trailer')))), {
      code: 'document.damaged',
    })
  })
})

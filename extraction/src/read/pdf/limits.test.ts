import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { deflateSync } from 'node:zlib'
import { extract, openDocument } from '../../index.ts'
import { refuseBombs } from './refuse-bombs.ts'
import { show, writePdf } from './testing/write-pdf.ts'

const code = (expected: string) => (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === expected

/** A stream of so many MiB, deflated once for each filter. */
function packed(mebibytes: number, filters: readonly string[], dictionary = ''): Buffer {
  let data = Buffer.alloc(mebibytes * 1024 ** 2, 'abc ')
  for (const _ of filters) data = deflateSync(data)
  const head = `%PDF-1.7\n1 0 obj\n<< /Filter [${filters.join(' ')}] ${dictionary} /Length ${data.length} >>\nstream\n`
  return Buffer.concat([Buffer.from(head), data, Buffer.from('\nendstream\nendobj\n')])
}

describe('what a PDF may need', () => {
  it('is refused for a stream over the limit, however often it is packed and its filter is spelt', async () => {
    const twice = packed(8, ['/FlateDecode', '/Fl#61teDecode'])
    await assert.rejects(
      refuseBombs(() => twice, 4 * 1024 ** 2),
      code('document.over_limit'),
    )
    await assert.rejects(
      refuseBombs(() => packed(8, ['/Fl']), 4 * 1024 ** 2),
      code('document.over_limit'),
    )
  })

  it('is not refused for one within it, for a picture, or for one that is damaged', async () => {
    await refuseBombs(() => packed(2, ['/FlateDecode', '/FlateDecode']), 4 * 1024 ** 2)
    await refuseBombs(() => packed(8, ['/FlateDecode'], '/Subtype /Image'), 4 * 1024 ** 2)
    const damaged = packed(8, ['/FlateDecode', '/FlateDecode'])
    damaged.fill(0xff, damaged.indexOf('stream') + 7, damaged.indexOf('stream') + 30)
    await refuseBombs(() => damaged, 4 * 1024 ** 2)
  })

  it('leaves a page out that is too large, and reads the others', async () => {
    const large = { content: show(9, 9, 'large'), mediaBox: [0, 0, 20_000, 300] }
    const bytes = writePdf([large, { content: show(50, 100, 'small') }])
    const { pages, notes } = await extract(bytes, { filename: 'a.pdf' })
    assert.deepEqual(
      [pages.map(({ number }) => number), notes.map((note) => note.code)],
      [[2], ['page.over_limit']],
    )
  })

  it('leaves a page out that needs more memory than there is, and reads the next with a fresh PDFium', async () => {
    const greedy = { content: '0 0 m 9 9 l S\n'.repeat(150_000) }
    const bytes = writePdf([greedy, { content: show(50, 100, 'small') }])
    using document = await openDocument(bytes, { memory: 24 * 1024 ** 2 })
    const findings = await document.work([1, 2])
    assert.deepEqual(
      findings.map(({ page, notes }) => [page?.number, notes.map((note) => note.code)]),
      [
        [undefined, ['page.over_limit']],
        [2, []],
      ],
    )
  })

  it('tells with a fresh PDFium, too, of a page that is empty because the file was cut off', async () => {
    const whole = writePdf([{ content: '0 0 m 9 9 l S\n'.repeat(150_000) }, { content: '' }])
    const end = whole.lastIndexOf('endobj', whole.lastIndexOf('/Catalog')) + 'endobj'.length
    using document = await openDocument(whole.subarray(0, end), { memory: 24 * 1024 ** 2 })
    const findings = await document.work([1, 2])
    assert.deepEqual(
      findings.map(({ notes }) => notes.map((note) => note.code)),
      [['page.over_limit'], ['page.failed']],
    )
  })
})

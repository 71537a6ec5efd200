import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { extract, openDocument } from '../../index.ts'
import { encrypted } from './testing/encrypt-pdf.ts'
import { show, writePdf } from './testing/write-pdf.ts'

const ONE_PAGE = writePdf([{ content: show(50, 100, 'Total') }])

const code = (expected: string) => (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === expected

describe('opening a PDF', () => {
  it('asks for a password, refuses a wrong one, and takes the right one', async () => {
    const locked = await encrypted(ONE_PAGE, 'opensesame')
    await assert.rejects(openDocument(locked), code('document.password_required'))
    await assert.rejects(openDocument(locked, { password: 'x' }), code('document.password_wrong'))
    const result = await extract(locked, { filename: 'a.pdf', password: 'opensesame' })
    assert.deepEqual(
      result.artifacts.map((artifact) => artifact.type === 'text' && artifact.text),
      ['Total'],
    )
  })

  it('refuses what is no PDF, and what is damaged beyond reading', async () => {
    await assert.rejects(openDocument(Buffer.from('hello')), code('document.not_supported'))
    await assert.rejects(openDocument(Buffer.alloc(0)), code('document.not_supported'))
    await assert.rejects(openDocument(Buffer.from('%PDF-1.7\nnothing here')), code('document.damaged'))
  })

  it('reads a file that lost its end, as readers do, and says so', async () => {
    const cut = ONE_PAGE.subarray(0, ONE_PAGE.indexOf('xref'))
    const result = await extract(Buffer.concat([cut, Buffer.from('trailer << /Root 7 0 R >>')]), {
      filename: 'a.pdf',
    })
    assert.equal(result.pages.length, 1)
    assert.deepEqual(
      result.notes.map((note) => note.code),
      ['document.damaged'],
    )
  })

  it('reads all pages of a file that states too few, and says so', async () => {
    const three = writePdf(['one', 'two', 'three'].map((text) => ({ content: show(50, 100, text) })))
    const stating = (count: number) =>
      Buffer.from(three.toString('latin1').replace('/Count 3', `/Count ${count}`), 'latin1')
    for (const count of [1, 2]) {
      const result = await extract(stating(count), { filename: 'a.pdf' })
      assert.deepEqual(
        result.artifacts.map((artifact) => artifact.type === 'text' && artifact.text),
        ['one', 'two', 'three'],
      )
      assert.deepEqual(
        result.notes.map((note) => note.code),
        ['document.damaged'],
      )
    }
    assert.deepEqual((await extract(three, { filename: 'a.pdf' })).notes, [])
  })

  it('counts the pages of a tree that leads back to itself', async () => {
    const file = writePdf([{ content: show(50, 100, 'one') }, { content: '' }]).toString('latin1')
    const tree = /(\d+) 0 obj\n<< \/Type \/Pages/.exec(file)?.[1] ?? ''
    const cyclic = file.replace(/\/Kids \[(\d+) 0 R \d+ 0 R\]/, `/Kids [$1 0 R ${tree} 0 R]`)
    using document = await openDocument(Buffer.from(cyclic, 'latin1'))
    assert.equal((await document.work([1]))[0]?.page?.number, 1)
  })

  it('refuses more pages than are allowed', async () => {
    const three = writePdf([{ content: '' }, { content: '' }, { content: '' }])
    await assert.rejects(openDocument(three, { maxPages: 2 }), code('document.too_many_pages'))
    using document = await openDocument(three, { maxPages: 3 })
    assert.equal(document.pageCount, 3)
  })
})

describe('reading pages', () => {
  it('gives a note for a page that is not there, and the other pages', async () => {
    using document = await openDocument(ONE_PAGE)
    const findings = await document.work([1, 2])
    assert.deepEqual(
      findings.map(({ page, notes }) => [page?.number, notes.map((note) => note.code)]),
      [
        [1, []],
        [undefined, ['page.failed']],
      ],
    )
  })

  it('says that a page of nothing but an image has no text', async () => {
    const scan = writePdf([{ content: 'q 400 0 0 300 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q' }])
    const { pages } = await extract(scan, { filename: 'scan.pdf' })
    assert.deepEqual(
      pages.map(({ text_source, notes }) => [text_source, notes.map((note) => note.code)]),
      [['none', ['page.no_text_layer']]],
    )
  })

  it('has nothing to say about an empty page', async () => {
    const { pages, artifacts, notes } = await extract(writePdf([{ content: '' }]), { filename: 'empty.pdf' })
    assert.deepEqual([pages[0]?.notes, artifacts, notes], [[], [], []])
  })

  it('reads a page whose characters have no usable codes from its picture', async () => {
    const font = {
      name: 'Symbols',
      entries: '/Subtype /Type1 /BaseFont /Helvetica',
      toUnicode: { '41': '\ue041', '42': '\ue042' },
    }
    const page = { content: 'BT /Symbols 10 Tf 50 100 Td (ABABAB) Tj ET' }
    const { pages, artifacts } = await extract(writePdf([page], [font]), { filename: 'symbols.pdf' })
    assert.deepEqual(
      [pages[0]?.text_source, artifacts.map((artifact) => artifact.type === 'text' && artifact.text)],
      ['ocr', ['ABABAB']],
    )
  })

  it('gives the same hash for the same bytes, in whatever batches the pages are read', async () => {
    const bytes = writePdf([{ content: show(50, 100, 'one') }, { content: show(50, 100, 'two') }])
    const { result_hash } = await extract(bytes, { filename: 'a.pdf' })
    assert.equal((await extract(bytes, { filename: 'b.pdf', pages: [2, 1] })).result_hash, result_hash)
  })

  it('shows a page as a PNG of the width asked for', async () => {
    using document = await openDocument(ONE_PAGE)
    const png = Buffer.from(await document.preview(1, 200))
    assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG')
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [200, 150])
  })
})

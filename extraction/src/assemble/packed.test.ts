import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Source } from '../model.ts'
import { canonicalJson, sha256Hex } from '../canonical.ts'
import { assemble, extract, openDocument } from '../pipeline.ts'
import { engine } from '../engine.ts'
import { writePdf } from '../read/pdf/testing/write-pdf.ts'
import { finishPages } from './finished-pages.ts'
import { documentFacts, joinPages, packedPage, stretches, unpackedPage, unpackedResult } from './index.ts'

const SOURCE: Source = { filename: 'a.pdf', sha256: '', content_type: 'application/pdf', file_size: 1 }

const cell = (x: number, y: number, text: string) =>
  `${x} ${y} 90 20 re S BT /Sans 9 Tf ${x + 4} ${y + 6} Td (${text}) Tj ET\n`
const row = (y: number, label: string, amount: string) => cell(50, y, label) + cell(140, y, amount)
/** A grid that fills the page, so that it may go on on the next. */
const page = (number: number) => ({
  content: Array.from({ length: 36 }, (_, i) =>
    row(40 + i * 20, `Item ${number}`, `${number},${300 + i}`),
  ).join(''),
})
const prose = { content: 'BT /Sans 9 Tf 50 700 Td (The company has said so in the report.) Tj ET\n' }

test('pages that are packed, finished stretch by stretch and joined give what they give in one piece', async () => {
  // The first stretch has eight pages at least: the table goes on where it could end.
  const pages = Array.from({ length: 12 }, (_, i) => (i === 7 || i === 8 ? page(i + 1) : prose))
  using document = await openDocument(writePdf(pages))
  const findings = await document.work(pages.map((_, i) => i + 1))
  const whole = assemble(SOURCE, document.notes, findings)

  const packed = findings.map(packedPage)
  const facts = documentFacts(packed)
  const finished = stretches(packed).map((stretch) => {
    const { pages, notes, canonical } = finishPages(
      stretch.map((each) => unpackedPage(each.findings)),
      facts,
    )
    return unpackedResult({ pages, notes, canonical })
  })
  assert.deepEqual(joinPages(SOURCE, engine(), document.notes, finished), whole)

  const tables = whole.artifacts.filter((artifact) => artifact.type === 'table')
  assert.deepEqual(
    tables.map(({ segments }) => segments.map((segment) => segment.page)),
    [[8, 9]],
  )
  assert.equal(finished.length, 2)
})

test('half a surrogate pair in the text of a file is U+FFFD in the result, of which others can make the hash', async () => {
  const entries = '/Subtype /Type1 /BaseFont /Helvetica'
  const font = { name: 'Halves', entries, toUnicode: { '41': '\ud83d', '42': 'b' } }
  const content = 'BT /Halves 9 Tf 50 700 Td (BBBBAB) Tj ET\n'
  const { artifacts, pages, result_hash } = await extract(
    writePdf([{ content, mediaBox: [0, 0, 600, 800] }], [font]),
    { filename: 'a.pdf' },
  )
  assert.deepEqual(
    artifacts.map((artifact) => artifact.type === 'text' && artifact.text),
    ['bbbb\ufffdb'],
  )
  assert.equal(result_hash, sha256Hex(canonicalJson({ artifacts, pages })))
})

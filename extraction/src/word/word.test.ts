import assert from 'node:assert/strict'
import { test } from 'node:test'
import { zipSync, strToU8 } from 'fflate'
import { extract, ExtractionFailure, type ExtractionResult } from '../index.ts'
import { cell, docxOf, paragraph, relationsOf, row, run, table } from '../read/docx/testing/docx-of.ts'

const read = (body: string, parts: Readonly<Record<string, string>> = {}) =>
  extract(docxOf(body, parts), { filename: 'a.docx' })

const rowsOf = ({ artifacts }: ExtractionResult): string[][] =>
  artifacts.flatMap((artifact) => {
    if (artifact.type !== 'table') return []
    const { rows, cells } = artifact.table
    return Array.from({ length: rows }, (_, at) =>
      cells.filter((each) => each.row === at).map(({ text }) => text),
    )
  })
const textsOf = ({ artifacts }: ExtractionResult): string[] =>
  artifacts.flatMap((artifact) => (artifact.type === 'text' ? [`${artifact.role}: ${artifact.text}`] : []))
const codesOf = ({ notes }: ExtractionResult) => notes.map(({ code }) => code)
const SIMPLE = table(
  row(cell('Item'), cell('2023')),
  row(cell('Cash'), cell('1,234')),
  row(cell('Total'), cell('1,234')),
)

test('a table is read with its values, on page 1 without a box, and the result says so', async () => {
  const result = await read(SIMPLE)
  const [found] = result.artifacts
  assert.ok(found?.type === 'table')
  assert.deepEqual(rowsOf(result), [
    ['Item', '2023'],
    ['Cash', '1,234'],
    ['Total', '1,234'],
  ])
  assert.deepEqual(found.table.cells.at(-1)?.value, { kind: 'number', amount: '1234' })
  assert.deepEqual([found.page, found.bbox.width, found.table.header_rows], [1, 0, 1])
  assert.deepEqual(codesOf(result), ['document.no_layout'])
})

test('changes are accepted: what was inserted stands, what was deleted or hidden does not', async () => {
  const result = await read(
    paragraph(
      `${run('Profit ')}<w:del><w:r><w:delText>fell</w:delText></w:r></w:del><w:ins>${run('rose')}</w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t> secretly</w:t></w:r>`,
    ) +
      table(
        row(cell('a'), cell('1')),
        '<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr>',
        row(cell('b'), cell('2')),
      ),
  )
  assert.deepEqual(textsOf(result), ['paragraph: Profit rose'])
  assert.deepEqual(rowsOf(result), [
    ['a', '1'],
    ['b', '2'],
  ])
  assert.ok(codesOf(result).includes('document.tracked_changes'))
})

test('spans over columns and rows are kept; empty columns and columns of signs are not', async () => {
  const result = await read(
    table(
      row(cell('', ''), cell('Year ended', '<w:gridSpan w:val="4"/>')),
      row(
        cell('Item', '<w:vMerge w:val="restart"/>'),
        cell('2023', '<w:gridSpan w:val="2"/>'),
        cell(''),
        cell('2022'),
      ),
      row(cell('', '<w:vMerge/>'), cell('$'), cell('12'), cell(''), cell('7')),
      row(cell('Cash'), cell('$'), cell('30'), cell(''), cell('9')),
    ),
  )
  assert.deepEqual(
    rowsOf(result).map((texts) => texts.join('|')),
    ['Item|Year ended', '2023|2022', '$ 12|7', 'Cash|$ 30|9'],
  )
})

test('a table in a cell is a table of its own, text boxes are read, and pictures are figures', async () => {
  const box = '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
  const result = await read(
    table(row(cell('Outer'), cell('5')), row(`<w:tc>${SIMPLE}<w:p/></w:tc>`, cell('6'))) +
      paragraph(`${box}${paragraph(run('Boxed 42'))}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>`) +
      paragraph('<w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml"/></w:pict></w:r>'),
  )
  assert.equal(result.artifacts.filter(({ type }) => type === 'table').length, 2)
  assert.deepEqual(textsOf(result), ['paragraph: Boxed 42'])
  assert.equal(result.artifacts.filter(({ type }) => type === 'figure').length, 1)
})

test('lines set with tabs are a table', async () => {
  const line = (...cells: readonly string[]) => paragraph(cells.map(run).join('<w:r><w:tab/></w:r>'))
  const result = await read(
    line('', '2023', '2022') +
      line('Assets') +
      line('Cash', '1', '2') +
      line('Stock', '3', '4') +
      line('Total', '4', '6'),
  )
  assert.deepEqual(
    rowsOf(result).map((texts) => texts.join('|')),
    ['|2023|2022', 'Assets||', 'Cash|1|2', 'Stock|3|4', 'Total|4|6'],
  )
})

test('lists are numbered, fields give their results, footnotes their marks', async () => {
  const numbering =
    '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%1)"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
  const footnotes =
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="7"><w:p><w:r><w:t>Audited.</w:t></w:r></w:p></w:footnote></w:footnotes>'
  const item = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
  const field = (part: string) => `<w:r><w:fldChar w:fldCharType="${part}"/></w:r>`
  const result = await read(
    paragraph(item + run('one')) +
      paragraph(
        `${item}${field('begin')}<w:r><w:instrText>SUM</w:instrText></w:r>${run('hidden')}${field('separate')}${run('two')}${field('end')}`,
      ) +
      paragraph(`${run('Sales')}<w:r><w:footnoteReference w:id="7"/></w:r>`),
    {
      'word/numbering.xml': numbering,
      'word/footnotes.xml': footnotes,
      'word/_rels/document.xml.rels': relationsOf(
        ['numbering', 'numbering.xml'],
        ['footnotes', 'footnotes.xml'],
      ),
    },
  )
  assert.deepEqual(textsOf(result), [
    'list_item: (a) one',
    'list_item: (b) two',
    'paragraph: Sales1',
    'footnote: 1 Audited.',
  ])
})

const REFUSED: readonly (readonly [string, string, () => Uint8Array])[] = [
  [
    'a DOCTYPE',
    'document.hostile',
    () => docxOf('', { 'word/document.xml': '<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>' }),
  ],
  ['elements too deep', 'document.over_limit', () => docxOf('<w:sdt>'.repeat(300) + '</w:sdt>'.repeat(300))],
  ['a workbook', 'document.not_supported', () => zipSync({ 'xl/workbook.xml': strToU8('<a/>') })],
  [
    'a PDF within a ZIP header',
    'document.not_supported',
    () => Buffer.from('PK\u0003\u0004 %PDF-1.7', 'latin1'),
  ],
  [
    'a PDF with a ZIP behind it',
    'document.hostile',
    () => Buffer.concat([Buffer.from('%PDF-1.7\n'), docxOf('')]),
  ],
  ['an old Word file', 'document.not_supported', () => Buffer.from('d0cf11e0a1b11ae1', 'hex')],
]
for (const [what, code, bytes] of REFUSED) {
  test(`${what} is refused as ${code}`, async () => {
    await assert.rejects(
      extract(bytes(), { filename: 'a.docx' }),
      (error) => error instanceof ExtractionFailure && error.code === code,
    )
  })
}

test('links to other files and macros are told of and left alone', async () => {
  const relations =
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="x/attachedTemplate" Target="http://127.0.0.1:9/t.dotm" TargetMode="External"/></Relationships>'
  const result = await read(SIMPLE, { 'word/_rels/settings.xml.rels': relations, 'word/vbaProject.bin': '' })
  assert.deepEqual(codesOf(result), [
    'document.scripts_ignored',
    'document.references_ignored',
    'document.no_layout',
  ])
})

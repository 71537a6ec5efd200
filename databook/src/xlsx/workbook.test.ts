import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ExtractionResult } from '@ledger-lift/extraction/model'
import fc from 'fast-check'
import { exportResult } from '../index.ts'
import { readWorkbook, type ReadWorkbook } from '../testing/read-workbook.ts'
import {
  basisPoints,
  columnSum,
  incomeStatement,
  nil,
  number,
  percent,
  resultOf,
  tableOf,
} from '../testing/results.ts'

const bookOf = async (result: ExtractionResult): Promise<ReadWorkbook> =>
  readWorkbook((await exportResult(result, 'xlsx')).bytes)

const SHEET = '1 Consolidated income statement'
const statement = await bookOf(resultOf([incomeStatement()]))
const cell = (ref: string, sheet = SHEET) => statement.sheets.get(sheet)?.cells.get(ref)

test('the sheets are the contents, one a table, the checks and the sources', () => {
  assert.deepEqual([...statement.sheets.keys()], ['Contents', SHEET, 'Checks', 'Sources'])
})

test('an amount is a number whose format shows it as printed', () => {
  assert.deepEqual(cell('B8'), {
    type: 'number',
    value: '1234.5',
    format: '_("$"* #,##0.0_);_("$"* (#,##0.0)',
  })
  assert.deepEqual(cell('B9'), { type: 'number', value: '-800', format: '#,##0.0_);(#,##0.0)' })
})

test('a percentage is its hundredth with a percent format', () => {
  assert.deepEqual(cell('D9'), {
    type: 'number',
    value: '-0.095',
    format: '0.0%_);(0.0%)'.replaceAll('0.0', '#,##0.0'),
  })
})

test('a sign apart from its percentage stays apart, and basis points say that they are', async () => {
  const table = tableOf([
    ['Rates', 'a', 'b'],
    ['x', percent('12,5 %', '12.5'), basisPoints('25 bps', '25')],
  ])
  const cells = (await bookOf(resultOf([table]))).sheets.get('1 Page 1')?.cells
  assert.deepEqual(cells?.get('B7'), { type: 'number', value: '0.125', format: '#,##0.0" "%;-#,##0.0" "%' })
  assert.deepEqual(cells?.get('C7'), { type: 'number', value: '25', format: '#,##0" bp";-#,##0" bp"' })
})

test('a table that sets most percent signs at their numbers sets all so', async () => {
  const table = tableOf([
    ['Rates', 'a', 'b'],
    ['x', percent('14 %', '14'), percent('23%', '23')],
  ])
  const cells = (await bookOf(resultOf([table]))).sheets.get('1 Page 1')?.cells
  assert.deepEqual(
    ['B7', 'C7'].map((ref) => cells?.get(ref)?.format),
    ['#,##0%;-#,##0%', '#,##0%;-#,##0%'],
  )
})

test('a date stands at the left of its column, as its header does', async () => {
  const date = { text: '02.03.2024', value: { kind: 'date', date: '2024-03-02' } } as const
  const book = await bookOf(
    resultOf([
      tableOf([
        ['Date', 'Text'],
        [date, 'Salary'],
      ]),
    ]),
  )
  const style = /r="A7" s="(\d+)"/u.exec(book.sheets.get('1 Page 1')?.xml ?? '')?.[1]
  const formats = (/<cellXfs.*?<\/cellXfs>/su.exec(book.parts['xl/styles.xml'] ?? '')?.[0] ?? '').split(
    '<xf ',
  )
  assert.match(formats[Number(style) + 1] ?? '', /horizontal="left"/u)
})

test('each printed page repeats the header, of a sheet named in quotes', () => {
  const titles = [
    ...(statement.parts['xl/workbook.xml'] ?? '').matchAll(/_xlnm.Print_Titles"[^>]*>([^<]*)</gu),
  ]
  assert.deepEqual(
    titles.map(([, range]) => range?.replaceAll('&apos;', "'")),
    ["'Contents'!$9:$9", `'${SHEET}'!$6:$7`, "'Checks'!$1:$1", "'Sources'!$2:$2"],
  )
})

test('a row of a list is as high as its longest text, and the title of a table no longer than its column', async () => {
  const long =
    'Total revenues net of interest expense after provisions for credit losses and all other charges'
  const title = `${long}, by region and state`
  const sum = tableOf(
    [
      ['', 'Sum'],
      ['a', number('1', '1')],
      [long, number('1', '1')],
    ],
    { title, checks: [columnSum(1, 2, [1], '1', '1', '0')] },
  )
  const book = await bookOf(resultOf([sum]))
  assert.match(book.sheets.get('Checks')?.xml ?? '', /<row r="2"[^>]* ht="27"/u)
  assert.equal(
    book.sheets.get('Contents')?.cells.get('B10')?.value,
    'Total revenues net of interest expense after provisions for credit losses and all other…',
  )
})

test('no row is higher than Excel takes, however long its text', async () => {
  const book = await bookOf(resultOf([tableOf([['Term'], ['The lessee bears it. '.repeat(200)]])]))
  assert.match(book.sheets.get('1 Page 1')?.xml ?? '', /<row r="7"[^>]* ht="409"/u)
})

test('a footnote mark is raised behind a label, and a comment at a number', async () => {
  const label = { text: 'Goodwill', marks: ['1', 'a'] }
  const amount = { text: '12', value: { kind: 'number', amount: '12' }, marks: ['b'] } as const
  const book = await bookOf(
    resultOf([
      tableOf([
        ['', '2024'],
        [label, amount],
      ]),
    ]),
  )
  const cells = book.sheets.get('1 Page 1')?.cells
  assert.equal(cells?.get('A7')?.value, 'Goodwill1, a')
  assert.match(book.sheets.get('1 Page 1')?.xml ?? '', /Goodwill<.*vertAlign val="superscript".*>1, a</u)
  assert.equal(cells?.get('B7')?.value, '12')
  assert.match(JSON.stringify(book.parts), /Footnote b\./u)
})

test('a printed dash is zero to a sum and a dash to the eye', () => {
  assert.deepEqual(cell('B10'), { type: 'number', value: '0', format: 'General_);(General);"–"_)' })
})

test('a dash beside a currency sign keeps it', async () => {
  const table = tableOf([
    ['', '2024'],
    ['a', nil('$ —')],
  ])
  const cells = (await bookOf(resultOf([table]))).sheets.get('1 Page 1')?.cells
  assert.equal(cells?.get('B7')?.format, '_("$"* General;_("$"* -General;_("$"* "–"')
})

test('text that is no value stays text', () => {
  assert.equal(cell('D10')?.type, 'text')
  assert.equal(cell('B7')?.value, '2023')
  assert.equal(cell('B7')?.type, 'text')
})

test('spans are merged', () => {
  assert.deepEqual(statement.sheets.get(SHEET)?.merges, ['A6:A7', 'B6:C6', 'D6:D7'])
})

test('the header rows and the labels stay in sight', () => {
  const pane = /<pane [^>]*>/u.exec(statement.sheets.get(SHEET)?.xml ?? '')?.[0]
  assert.match(pane ?? '', /xSplit="1"/u)
  assert.match(pane ?? '', /ySplit="7"/u)
})

test('each row names its page, each value its box', () => {
  assert.equal(cell('F8')?.value, '1')
  assert.equal(cell('A3', 'Sources')?.value, `'${SHEET}'!B8`)
  assert.deepEqual(
    ['D3', 'E3', 'F3', 'G3', 'H3'].map((ref) => cell(ref, 'Sources')?.value),
    ['1', '162', '128', '80', '10'],
  )
})

test('a cell of low confidence and a total that is off say so in a comment', () => {
  const comments =
    Object.entries(statement.parts).find(([name]) => /comments\d+\.xml$/u.test(name))?.[1] ?? ''
  assert.match(comments, /ref="C10".*confidence 61%.*page 1, box 252, 156, 80, 10/su)
  assert.match(comments, /ref="C11".*re-added 357.5, printed 350.0, difference -7.5/su)
})

test('the contents link to every table and every table links back', () => {
  assert.equal(statement.sheets.get('Contents')?.links.get('B10'), `'${SHEET}'!A6`)
  assert.equal(statement.sheets.get(SHEET)?.links.get('A4'), "'Contents'!A1")
})

test('a check is a formula over the cells of its table with the result in place', () => {
  assert.deepEqual(cell('D3', 'Checks'), {
    type: 'formula',
    value: '357.5',
    formula: `ROUND(SUM('${SHEET}'!C8:C10),1)`,
    format: '#,##0.0;-#,##0.0',
  })
  assert.equal(cell('F3', 'Checks')?.formula, 'ROUND(E3-D3,1)')
  assert.equal(cell('G3', 'Checks')?.value, 'off')
})

test('an amount of more than 15 significant digits stays text, and its check too', async () => {
  const amount = '1234567890123456.7'
  const table = tableOf(
    [
      ['', 'Sum'],
      ['a', number(amount, amount)],
      ['b', number(amount, amount)],
    ],
    {
      checks: [columnSum(1, 2, [1], amount, amount, '0')],
    },
  )
  const book = await bookOf(resultOf([table]))
  assert.deepEqual(book.sheets.get('1 Page 1')?.cells.get('B7'), {
    type: 'text',
    value: amount,
    format: 'General',
  })
  assert.equal(book.sheets.get('Checks')?.cells.get('D2')?.type, 'text')
})

test('what was lost or doubtful has a sheet of its own', async () => {
  const book = await bookOf(resultOf([], [{ code: 'page.failed', page: 7, message: 'Page 7 is lost.' }]))
  assert.equal(book.sheets.get('Notes')?.cells.get('C2')?.value, 'Page 7 is lost.')
})

test('a document without tables says so', async () => {
  const book = await bookOf(resultOf([]))
  assert.deepEqual([...book.sheets.keys()], ['Contents'])
  assert.match(
    [...(book.sheets.get('Contents')?.cells.values() ?? [])].map(({ value }) => value).join(),
    /No tables/u,
  )
})

test('the same result gives the same bytes, whatever the time and its zone', async () => {
  const first = (await exportResult(resultOf([incomeStatement()]), 'xlsx')).bytes
  await new Promise((resolve) => setTimeout(resolve, 1100))
  assert.deepEqual((await exportResult(resultOf([incomeStatement()]), 'xlsx')).bytes, first)
})

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '=HYPERLINK("http://x")',
    '_x0041_',
    ']]>',
    '\ud800',
    '\u0000',
  ),
)

test('no text of a document becomes a formula or a link, and all that XML can hold comes back', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, hostile, async (title, text) => {
      const book = await bookOf(
        resultOf([
          tableOf(
            [
              ['h', text],
              [text, text],
            ],
            { title },
          ),
        ]),
      )
      const [, sheet] = [...book.sheets.values()]
      assert.ok(sheet)
      const types = new Set([...sheet.cells.values()].map(({ type }) => type))
      assert.ok(!types.has('formula'))
      assert.ok([...sheet.links.values()].every((to) => to === "'Contents'!A1"))
      assert.ok(
        !Object.entries(book.parts).some(
          ([name, part]) => name.endsWith('.rels') && part.includes('External'),
        ),
      )
      // XML 1.0 has no place for these.
      const kept = text
        .toWellFormed()
        .replace(/\r\n?/gu, '\n')
        .replace(/[\0-\x08\x0b\f\x0e-\x1f\ufffe\uffff]/gu, '')
      assert.equal(sheet.cells.get('B7')?.value ?? '', kept)
    }),
    { numRuns: 60 },
  )
})

test('a long title keeps the words that tell it apart', async () => {
  const titles = ['Consolidated Statement of Cash Flows', 'Condensed balance sheets of the parent company']
  const book = await bookOf(resultOf(titles.map((title) => tableOf([[title]], { title }))))
  assert.deepEqual([...book.sheets.keys()].slice(1), [
    '1 Cons. Statement of Cash Flows',
    '2 Cond. balance sheets',
  ])
})

test('sheet names keep to the rules of Excel', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 4 }), async (titles) => {
      const book = await bookOf(resultOf(titles.map((title) => tableOf([[title]], { title }))))
      const names = [...book.sheets.keys()]
      assert.equal(new Set(names.map((name) => name.toLowerCase())).size, titles.length + 1)
      for (const name of names) assert.match(name, /^[^[\]:*?/\\']{1,31}$/u)
    }),
    { numRuns: 40 },
  )
})

const office = spawnSync('soffice', ['--version']).error === undefined

test(
  'LibreOffice opens it and calculates the checks to what the engine found',
  { skip: !office && 'LibreOffice is not installed' },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'databook-'))
    try {
      writeFileSync(
        join(folder, 'book.xlsx'),
        (await exportResult(resultOf([incomeStatement()]), 'xlsx')).bytes,
      )
      const everySheet = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
      execFileSync(
        'soffice',
        [
          `-env:UserInstallation=file://${folder}/profile`,
          '--headless',
          '--convert-to',
          everySheet,
          'book.xlsx',
        ],
        { cwd: folder, stdio: 'ignore' },
      )
      assert.match(readFileSync(join(folder, 'book-Checks.csv'), 'utf8'), /357\.5,350(?:\.0)?,-7\.5,off/u)
      assert.match(
        readFileSync(join(folder, `book-${SHEET}.csv`), 'utf8'),
        /Cost of sales,-800,-730\.5,-9\.5%/u,
      )
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)

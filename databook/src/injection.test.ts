import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { strFromU8, unzipSync } from 'fflate'
import { marked } from 'marked'
import readExcel from 'read-excel-file/node'
import { exportResult } from './index.ts'
import { number, resultOf, tableOf } from './testing/results.ts'

/** What a document may hold that a program would calculate, follow or render. */
const HOSTILE = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(1;1)',
  '\t=1+1',
  '\r=1+1',
  '＝1+1',
  ' =1+1',
  '=HYPERLINK("https://evil.example","x")',
  "=cmd|'/c calc'!A1",
  '=IMPORTXML("https://evil.example";"//a")',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '![x](https://evil.example/a.png)',
  'https://evil.example/',
  '"quoted", and; separated',
  '|a|b|',
]
const result = resultOf([
  tableOf([['Text', 'Amount'], ...HOSTILE.map((text) => [text, number('(5.25)', '-5.25')])], {
    title: '=2+2',
  }),
])
const csvOf = async () => {
  const [file] = Object.values(unzipSync((await exportResult(result, 'csv')).bytes))
  return strFromU8(file ?? new Uint8Array())
}
/** Blanks at the ends and line breaks are the spreadsheet's business. */
const bare = (text: unknown) => String(text).replace(/\s+/gu, ' ').trim()

test('read by another program, xlsx has every text as text and every negative number as a number', async () => {
  const { bytes } = await exportResult(result, 'xlsx')
  const sheets = await readExcel(Buffer.from(bytes))
  const rows = sheets.flatMap(({ data }) => data)
  for (const text of HOSTILE) {
    const row = rows.find(([first]) => bare(first) === bare(text))
    assert.deepEqual(row?.slice(1, 2), [-5.25], text)
  }
  const parts = Object.entries(unzipSync(bytes)).map(([name, part]) => [name, strFromU8(part)] as const)
  for (const [name, part] of parts) {
    assert.doesNotMatch(part, /TargetMode="External"/u, name)
    if (name.startsWith('xl/worksheets/sheet')) assert.doesNotMatch(part, /<f[ >]/u, name)
  }
})

test('read by another program, csv has an apostrophe before what would calculate and plain negative numbers', async () => {
  const rows: string[][] = parse(await csvOf())
  assert.equal(rows.length, HOSTILE.length + 1)
  for (const [index, [text = '', amount]] of rows.slice(1).entries()) {
    assert.doesNotMatch(text, /^\s*[=+\-@＝]/u)
    assert.equal(bare(text.replace(/^'/u, '')), bare(HOSTILE[index]))
    assert.equal(amount, '-5.25')
  }
})

test('rendered by another program, Markdown has no script, image, link or HTML of the document', async () => {
  const html = await marked(new TextDecoder().decode((await exportResult(result, 'md')).bytes))
  assert.doesNotMatch(html, /<(script|img|a)\b/iu)
  const cells = [...html.matchAll(/<td[^>]*>(.*?)<\/td>/gsu)].map(([, cell]) => cell)
  assert.equal(cells.length, HOSTILE.length * 2)
})

const office = spawnSync('soffice', ['--version']).error === undefined

test(
  'LibreOffice finds neither a formula nor a link outward in xlsx or csv',
  { skip: !office && 'LibreOffice is not installed' },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'injection-'))
    try {
      writeFileSync(join(folder, 'book.xlsx'), (await exportResult(result, 'xlsx')).bytes)
      writeFileSync(join(folder, 'table.csv'), await csvOf())
      const profile = `-env:UserInstallation=file://${folder}/profile`
      execFileSync('soffice', [profile, '--headless', '--convert-to', 'fods', 'book.xlsx', 'table.csv'], {
        cwd: folder,
        stdio: 'ignore',
      })
      for (const name of ['book.fods', 'table.fods']) {
        const xml = readFileSync(join(folder, name), 'utf8')
        assert.doesNotMatch(xml, /table:formula=/u, name)
        assert.doesNotMatch(xml, /xlink:href="(?!#)/u, name)
        assert.equal(xml.match(/office:value="-5\.25"/gu)?.length, HOSTILE.length, name)
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)

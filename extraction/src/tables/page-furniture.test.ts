import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findTables } from './find-tables.ts'
import { across, lineAt, pageOf, type Setting } from './testing-pages.ts'

const ENDS = [400, 480]
const years = (y: number) => lineAt(y, '', ['2018', '2017'], ENDS)
const body = (y: number): Setting[] => [
  ...lineAt(y, 'Sales', ['1,234', '1,100'], ENDS),
  ...lineAt(y + 14, 'Costs', ['(900)', '(850)'], ENDS),
  ...lineAt(y + 28, 'Profit', ['334', '250'], ENDS),
]
const texts = (settings: readonly Setting[], rules: Parameters<typeof pageOf>[1] = []) =>
  findTables(pageOf(settings, rules)).map((table) => table.cells.map((cell) => cell.text).filter(Boolean))

test('a running header without a page number, over a title, is no part of the table under them', () => {
  const header = [
    { x: 50, y: 40, text: 'Northern Works plc' },
    { x: 480, y: 40, text: 'Annual report', right: true },
  ]
  const title = { x: 220, y: 66, text: 'Income statement' }
  const [found] = texts([...header, title, ...years(90), ...body(104)])
  assert.deepEqual(found?.slice(0, 3), ['2018', '2017', 'Sales'])
})

test('a spanning heading stands over its rule, farther from the columns than one without', () => {
  const heading = { x: 388, y: 76, text: 'Year ended' }
  const spaced = [heading, ...years(100), ...body(114)]
  assert.equal(texts(spaced)[0]?.[0], '2018')
  assert.equal(texts(spaced, [across(83, 375, 480)])[0]?.[0], 'Year ended')
})

test('each of two headings whose rules touch spans its own columns', () => {
  const ends = [250, 320, 410, 480]
  const headings = [
    { x: 222, y: 86, text: 'Revenue' },
    { x: 395, y: 86, text: 'Result' },
  ]
  const row = (y: number, label: string) => lineAt(y, label, ['12', '34', '56', '78'], ends)
  const settings = [...headings, ...lineAt(100, '', ['2018', '2017', '2018', '2017'], ends)]
  const all = [...settings, ...row(114, 'Water'), ...row(128, 'Rail'), ...row(142, 'Heat')]
  const [table] = findTables(pageOf(all, [across(89, 200, 340), across(89, 340, 480)]))
  const spans = table?.cells
    .filter((cell) => cell.row === 0 && cell.text !== '')
    .map(({ text, column, columnSpan }) => [text, column, columnSpan])
  assert.deepEqual(spans, [
    ['Revenue', 1, 2],
    ['Result', 3, 2],
  ])
})

test('short paragraphs in two columns are no table, nor part of the one below', () => {
  const full = 'all of the words of this line reach far over'
  const short = 'the end of it.'
  const column = (x: number, y: number) =>
    [full, full, full, short, full, full, short].map((text, index) => ({ x, y: y + 13 * index, text }))
  const ends = [250, 360, 480]
  const row = (y: number, label: string) => lineAt(y, label, ['1,200', '34', '567'], ends)
  const table = [...row(160, 'Water'), ...row(174, 'Rail'), ...row(188, 'Heat'), ...row(202, 'Total')]
  const found = texts([...column(50, 60), ...column(300, 60), ...table])
  assert.deepEqual(
    found.map((cells) => [cells.length, cells[0]]),
    [[16, 'Water']],
  )
})

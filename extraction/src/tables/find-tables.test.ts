import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { findTables } from './find-tables.ts'
import type { FoundTable } from './found-table.ts'
import { across, down, grid, lineAt, pageOf, type Setting } from './testing-pages.ts'

const ENDS = [400, 480]

const only = (settings: readonly Setting[], rules = [] as Parameters<typeof pageOf>[1]) => {
  const tables = findTables(pageOf(settings, rules))
  assert.equal(tables.length, 1)
  return tables[0]
}

const body = (y: number) => [
  ...lineAt(y, 'Sales', ['1,234', '1,100'], ENDS),
  ...lineAt(y + 14, 'Costs', ['(900)', '(850)'], ENDS),
  ...lineAt(y + 28, 'Profit', ['334', '250'], ENDS),
]

test('a statement without lines: label, and values that end at one place', () => {
  const table = only([...lineAt(100, '', ['2018', '2017'], ENDS), ...body(114)])
  assert.deepEqual(grid(table), ['|2018|2017', 'Sales|1,234|1,100', 'Costs|(900)|(850)', 'Profit|334|250'])
  assert.equal(table?.headerRows, 1)
})

test('footnote marks are kept apart from labels and numbers, and make no column of their own', () => {
  const raised = (x: number, y: number, text: string): Setting => ({ x, y: y - 3, text, raised: true })
  const table = only([
    ...lineAt(100, '', ['2018', '2017'], ENDS),
    ...body(114),
    raised(75, 114, '(1)'),
    raised(412, 128, '(a)'),
    raised(412, 142, '(b)'),
  ])
  assert.deepEqual(grid(table), ['|2018|2017', 'Sales|1,234|1,100', 'Costs|(900)|(850)', 'Profit|334|250'])
  assert.deepEqual(
    table?.cells.flatMap(({ text, marks }) => (marks ? [[text, ...marks]] : [])),
    [
      ['Sales', '1'],
      ['(900)', 'a'],
      ['334', 'b'],
    ],
  )
})

test('a currency sign far left of its number and a closing parenthesis are part of the number', () => {
  const signs = [
    { x: 350, y: 114, text: '$' },
    { x: 430, y: 114, text: '$' },
  ]
  assert.equal(
    grid(only([...lineAt(100, '', ['2018', '2017'], ENDS), ...signs, ...body(114)]))[1],
    'Sales|$ 1,234|$ 1,100',
  )
})

test('numbers behind commas within a label make no columns', () => {
  const table = only([
    ...lineAt(100, 'Investments (restricted: 2022, $54; 2021, $32)', ['307', '188'], [400, 480]),
    ...lineAt(114, 'Loans', ['5,510', '1,292'], [400, 480]),
    ...lineAt(128, 'Equipment', ['4,988', '5,215'], [400, 480]),
  ])
  assert.deepEqual(
    table?.cells.filter(({ row }) => row === 0).map(({ text }) => text),
    ['Investments (restricted: 2022, $54; 2021, $32)', '307', '188'],
  )
})

test('a heading centred over columns spans them', () => {
  const heading = { x: 388, y: 86, text: 'Year ended' }
  const table = only([heading, ...lineAt(100, '', ['2018', '2017'], ENDS), ...body(114)])
  const span = table?.cells.find((cell) => cell.text === 'Year ended')
  assert.deepEqual([span?.row, span?.column, span?.columnSpan], [0, 1, 2])
})

test('a row of two lines under ruled headings is the first row, ruled as the others', () => {
  const rules = [108, 140, 172].map((y) => across(y, 50, 480))
  const row = (y: number, label: string, values: string[]) => [
    { x: 200, y, text: 'Retail' },
    { x: 200, y: y + 12, text: 'space' },
    ...lineAt(y + 12, label, values, ENDS),
  ]
  const table = only(
    [
      { x: 200, y: 90, text: 'Principal' },
      { x: 200, y: 102, text: 'use' },
      ...lineAt(102, 'Region', ['Amount', 'Change'], ENDS),
      ...row(122, 'Americas', ['(38,563)', '30.4%']),
      ...row(154, 'Asia', ['39,582', '36.5%']),
    ],
    rules,
  )
  assert.equal(table?.headerRows, 1)
  assert.deepEqual(grid(table).slice(0, 2), [
    'Region|Principal use|Amount|Change',
    'Americas|Retail space|(38,563)|30.4%',
  ])
})

test('a table that follows with other columns under headings of its own is another table', () => {
  const rows = (y: number, values: string[], ends: number[]) =>
    ['Sales', 'Costs', 'Other', 'Profit'].flatMap((label, index) =>
      lineAt(y + 14 * index, label, values, ends),
    )
  const tables = findTables(
    pageOf([
      ...lineAt(100, '', ['Change', 'Share', 'Amount'], [300, 390, 480]),
      ...rows(114, ['1.0', '26.2', '1,880'], [300, 390, 480]),
      ...lineAt(182, '', ['Organic', 'Total'], [345, 440]),
      ...rows(196, ['3.2', '2.0'], [345, 440]),
    ]),
  )
  assert.deepEqual(
    tables.map(({ rows, columns, headerRows }) => [rows, columns, headerRows]),
    [
      [5, 4, 1],
      [5, 3, 1],
    ],
  )
})

test('a column without a value is there, where every other column has a heading of its own', () => {
  const table = only([
    ...lineAt(100, 'Date', ['Debit', 'Credit', 'Balance'], [320, 400, 480]),
    ...[114, 128, 142].flatMap((y) => lineAt(y, '02/03/2024', ['762.95', '', '4,776.91'], [320, 400, 480])),
  ])
  assert.deepEqual(grid(table).slice(0, 2), ['Date|Debit|Credit|Balance', '02/03/2024|762.95||4,776.91'])
})

test('a heading beside its column makes none', () => {
  const table = only([
    { x: 50, y: 100, text: 'Name' },
    { x: 380, y: 100, text: 'Here' },
    { x: 433, y: 100, text: 'Then' },
    ...[114, 128, 142].flatMap((y) => lineAt(y, 'Sales', ['1,234', '1,100'], ENDS)),
  ])
  assert.equal(table?.columns, 3)
})

test('a label that ran out of room goes on in the next line', () => {
  const table = only([
    ...lineAt(100, '', ['2018', '2017'], ENDS),
    { x: 50, y: 114, text: 'Property, plant and equipment, net of all' },
    ...lineAt(128, 'accumulated depreciation', ['1,234', '1,100'], ENDS),
    ...body(142),
  ])
  assert.equal(
    grid(table)[1],
    'Property, plant and equipment, net of all accumulated depreciation|1,234|1,100',
  )
})

test('a short label alone is a heading within the table', () => {
  const table = only([
    ...lineAt(100, '', ['2018', '2017'], ENDS),
    { x: 50, y: 114, text: 'Revenue' },
    ...body(128),
  ])
  assert.deepEqual(grid(table).slice(1, 3), ['Revenue||', 'Sales|1,234|1,100'])
})

test('a drawn grid: what the lines enclose is a cell, one over two columns too', () => {
  const rules = [
    ...[90, 110, 130, 150].map((y) => across(y, 50, 350)),
    down(50, 90, 150),
    down(350, 90, 150),
    down(150, 110, 150),
    down(250, 110, 150),
  ]
  const settings = [
    { x: 150, y: 104, text: 'Members' },
    ...['Name', 'Town', 'Since'].map((text, index) => ({ x: 55 + 100 * index, y: 124, text })),
    ...['Ada', 'Bath', 'May'].map((text, index) => ({ x: 55 + 100 * index, y: 144, text })),
  ]
  const table = only(settings, rules)
  assert.deepEqual(grid(table), ['Members', 'Name|Town|Since', 'Ada|Bath|May'])
  assert.equal(table?.cells[0]?.columnSpan, 3)
})

test('rows of values between two drawn lines are rows', () => {
  const rules = [
    ...[90, 110, 160].map((y) => across(y, 50, 350)),
    ...[50, 150, 250, 350].map((x) => down(x, 90, 160)),
  ]
  const row = (y: number, texts: string[]) => texts.map((text, index) => ({ x: 55 + 100 * index, y, text }))
  const table = only(
    [
      ...row(104, ['Town', 'Men', 'Women']),
      ...row(124, ['Bath', '12', '14']),
      ...row(138, ['York', '9', '8']),
      ...row(152, ['Hull', '5', '7']),
    ],
    rules,
  )
  assert.deepEqual(grid(table), ['Town|Men|Women', 'Bath|12|14', 'York|9|8', 'Hull|5|7'])
})

test('prose, prose in two columns and a list are no tables', () => {
  const sentence = 'the quick brown fox jumps over the lazy dog'
  const lines = Array.from({ length: 12 }, (_, index) => 100 + 12 * index)
  const prose = lines.map((y) => ({ x: 50, y, text: `${sentence} ${sentence}` }))
  const columns = lines.flatMap((y) => [
    { x: 50, y, text: sentence },
    { x: 310, y, text: sentence },
  ])
  const list = lines.flatMap((y, index) => [
    { x: 50, y, text: `${index + 1}.` },
    { x: 80, y, text: sentence },
  ])
  for (const settings of [prose, columns, list]) assert.deepEqual(findTables(pageOf(settings)), [])
})

test('a table of contents is no table', () => {
  const entries = Array.from({ length: 8 }, (_, index) =>
    lineAt(100 + 14 * index, `Chapter ${'abcdefgh'[index]}`, [String(3 + 4 * index)], [500]),
  )
  assert.deepEqual(findTables(pageOf(entries.flat())), [])
})

test('the line over a table is its title, and says its units', () => {
  const title = { x: 50, y: 60, text: 'Income statement' }
  const units = { x: 50, y: 74, text: '(in thousands)' }
  const table = only([title, units, ...lineAt(100, '', ['2018', '2017'], ENDS), ...body(114)])
  assert.equal(table?.title, 'Income statement')
  assert.ok(table?.remarks.some((remark) => remark.text === '(in thousands)'))
})

const words = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: 560 }),
    y: fc.integer({ min: 10, max: 60 }).map((line) => line * 12),
    text: fc.constantFrom('12', '(3.4)', '$', '—', 'Total', 'net of tax', '2018', '%'),
  }),
  { maxLength: 80 },
)
const lines = fc.array(
  fc.tuple(
    fc.boolean(),
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 0, max: 40 }),
    fc.integer({ min: 1, max: 30 }),
  ),
  { maxLength: 30 },
)

test('whatever stands on a page, the cells of a table tile its grid, and the same page gives the same tables', () => {
  fc.assert(
    fc.property(words, lines, (settings, drawn) => {
      const rules = drawn.map(([flat, at, from, length]) =>
        flat
          ? across(at * 12, from * 12, (from + length) * 12)
          : down(at * 12, from * 12, (from + length) * 12),
      )
      const page = pageOf(settings, rules)
      const tables = findTables(page)
      for (const table of tables) assertTiled(table)
      assert.deepEqual(findTables(page), tables)
    }),
  )
})

function assertTiled(table: FoundTable): void {
  const covered = new Array<number>(table.rows * table.columns).fill(0)
  for (const cell of table.cells)
    for (let row = cell.row; row < cell.row + cell.rowSpan; row++)
      for (let column = cell.column; column < cell.column + cell.columnSpan; column++) {
        assert.ok(row < table.rows && column < table.columns)
        covered[row * table.columns + column] = (covered[row * table.columns + column] ?? 0) + 1
      }
  assert.ok(covered.every((count) => count === 1))
}

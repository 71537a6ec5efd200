import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findTables } from './find-tables.ts'
import { POINT_DECIMALS } from '../values/number-convention.ts'
import { finishTables } from './finish-tables.ts'
import { lineAt, pageOf } from './testing-pages.ts'

const ENDS = [400, 480]

/** A page whose table fills it: a header and rows from `from` on. */
function pageWith(number: number, from: number) {
  const rows = Array.from({ length: 5 }, (_, index) =>
    lineAt(114 + 14 * index, `Item ${'abcdefghij'[from + index]}`, ['1,000', '2,000'], ENDS),
  )
  return findTables({ ...pageOf([...lineAt(100, '', ['2018', '2017'], ENDS), ...rows.flat()]), number })
}

const tables = [...pageWith(1, 0), ...pageWith(2, 5)]

test('a table that goes on over the page is one table, its repeated header dropped', () => {
  const [table, ...more] = finishTables(tables, POINT_DECIMALS)
  assert.equal(more.length, 0)
  assert.equal(table?.table.rows, 11)
  assert.deepEqual(
    table?.segments.map(({ page, first_row, last_row }) => [page, first_row, last_row]),
    [
      [1, 0, 5],
      [2, 6, 10],
    ],
  )
})

test('each row still knows its page', () => {
  const cell = finishTables(tables, POINT_DECIMALS)[0]?.table.cells.find(({ text }) => text === 'Item f')
  assert.deepEqual([cell?.row, cell?.page], [6, 2])
})

test('joining can be turned off', () => {
  assert.equal(finishTables(tables, POINT_DECIMALS, { stitch: false }).length, 2)
})

test('a page on which all labels are set in goes on with the table', () => {
  const items = (name: string) =>
    [128, 142, 156].flatMap((y) => [
      { x: 70, y, text: `${name} ${y}` },
      ...lineAt(y, '', ['1,000', '2,000'], ENDS),
    ])
  const page = (number: number, body: ReturnType<typeof items>) =>
    findTables({ ...pageOf([...lineAt(100, '', ['2018', '2017'], ENDS), ...body]), number })
  const above = page(1, [{ x: 50, y: 114, text: 'Assets' }, ...items('Land')])
  const below = page(2, items('Plant and machinery'))
  assert.equal(finishTables([...above, ...below], POINT_DECIMALS).length, 1)
})

test('other columns on the next page are another table', () => {
  const other = findTables({
    ...pageOf(
      Array.from({ length: 5 }, (_, index) =>
        lineAt(100 + 14 * index, 'Item', ['1', '2', '3'], [300, 400, 500]),
      ).flat(),
    ),
    number: 2,
  })
  assert.equal(finishTables([...pageWith(1, 0), ...other], POINT_DECIMALS).length, 2)
})

/** Two pages of three items each, the first ending and the second beginning with a carry row. */
function carrying([said, amounts]: [string, string[]], [saidAgain, amountsAgain]: [string, string[]]) {
  const page = (number: number, items: readonly (readonly [string, readonly string[]])[]) => {
    const rows = items.flatMap(([label, values], index) => lineAt(114 + 14 * index, label, [...values], ENDS))
    return findTables({ ...pageOf([...lineAt(100, '', ['2018', '2017'], ENDS), ...rows]), number })
  }
  const items = (names: string) =>
    [...names].map((name): readonly [string, readonly string[]] => [`Item ${name}`, ['1,000', '2,000']])
  return [
    ...page(1, [...items('abc'), [said, amounts]]),
    ...page(2, [[saidAgain, amountsAgain], ...items('def'), ['Total', ['6,000', '12,000']]]),
  ]
}

const CARRY: readonly (readonly [string, string])[] = [
  ['Carried forward', 'Brought forward'],
  ['Balance c/f', 'Balance b/f'],
  ['Übertrag', 'Übertrag'],
  ['À reporter', 'Report'],
]

for (const [carried, brought] of CARRY) {
  test(`"${carried}" and "${brought}" at a page break are no rows, and the total over all pages ties`, () => {
    const sums = ['3,000', '6,000']
    const [table, ...more] = finishTables(carrying([carried, sums], [brought, sums]), POINT_DECIMALS)
    assert.equal(more.length, 0)
    assert.deepEqual(
      table?.segments.map((segment) => [segment.page, segment.first_row, segment.last_row]),
      [
        [1, 0, 3],
        [2, 4, 7],
      ],
    )
    assert.equal(
      table?.table.cells.some(({ text }) => text === carried),
      false,
    )
    const check = table?.table.checks.find(({ total }) => total.row === 7 && total.column === 1)
    assert.deepEqual([check?.verdict, check?.addends.length], ['ties', 6])
  })
}

test('carry rows whose amounts differ are kept: the difference is a finding', () => {
  const tables = carrying(['Carried forward', ['3,000', '6,000']], ['Brought forward', ['3,100', '6,000']])
  const labels = finishTables(tables, POINT_DECIMALS)[0]?.table.cells.map(({ text }) => text) ?? []
  assert.ok(labels.includes('Carried forward') && labels.includes('Brought forward'))
})

test('without stitching each page keeps its carry rows', () => {
  const sums = ['3,000', '6,000']
  const tables = finishTables(
    carrying(['Carried forward', sums], ['Brought forward', sums]),
    POINT_DECIMALS,
    {
      stitch: false,
    },
  )
  assert.deepEqual(
    tables.map(({ table }) => table.cells.filter(({ text }) => text.endsWith('forward')).length),
    [1, 1],
  )
})

test('amounts per share say that the scale does not hold for them', () => {
  const page = pageOf([
    { x: 50, y: 74, text: '(in thousands, except per share data)' },
    ...lineAt(100, '', ['2018', '2017'], ENDS),
    ...lineAt(114, 'Net income', ['1,234', '1,100'], ENDS),
    ...lineAt(128, 'Earnings per share', ['1.23', '1.10'], ENDS),
  ])
  const table = finishTables(findTables(page), POINT_DECIMALS)[0]?.table
  assert.deepEqual([table?.units?.scale, table?.units?.except], [1000, ['per_share']])
  const unscaled = table?.cells.filter(({ value }) => value?.kind === 'number' && value.scaled === false)
  assert.deepEqual(
    unscaled?.map(({ text }) => text),
    ['1.23', '1.10'],
  )
})

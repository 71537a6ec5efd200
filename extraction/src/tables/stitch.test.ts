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

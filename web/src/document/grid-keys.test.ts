import assert from 'node:assert/strict'
import { test } from 'node:test'
import { incomeStatement } from '../../../databook/src/testing/results.ts'
import { moved } from './grid-keys.ts'
import { cellAt, onPage } from './selection.ts'

/** Its first row: a blank over two rows, a heading over two columns, a heading over two rows. */
const table = incomeStatement()

test('the first key chooses the first cell', () => {
  assert.deepEqual(moved('ArrowDown', table, null), { row: 0, column: 0 })
})

test('a span is stepped over whole, and into it from any side', () => {
  assert.deepEqual(moved('ArrowRight', table, { row: 0, column: 1 }), { row: 0, column: 3 })
  assert.deepEqual(moved('ArrowDown', table, { row: 0, column: 0 }), { row: 2, column: 0 })
  assert.deepEqual(moved('ArrowUp', table, { row: 1, column: 2 }), { row: 0, column: 1 })
})

test('the edges hold', () => {
  assert.deepEqual(moved('ArrowLeft', table, { row: 2, column: 0 }), { row: 2, column: 0 })
  assert.deepEqual(moved('ArrowDown', table, { row: 5, column: 1 }), { row: 5, column: 1 })
  assert.deepEqual(moved('End', table, { row: 2, column: 0 }), { row: 2, column: 3 })
})

test('another key means nothing', () => {
  assert.equal(moved('a', table, { row: 0, column: 0 }), null)
})

test('every position is covered by its cell', () => {
  assert.equal(cellAt(table, { row: 1, column: 3 })?.text, 'Change')
})

test('a page shows the table that goes on there before the first that stands there', () => {
  const stitched = {
    ...table,
    id: 'p1-table-2',
    segments: [1, 2].map((page) => ({ page, bbox: table.bbox, first_row: 0, last_row: 5 })),
  }
  const other = { ...table, id: 'p2-table-1', page: 2, segments: [] }
  const looking = { page: 1, tableId: 'p1-table-2', cell: { row: 0, column: 0 } }
  assert.equal(onPage(2, [other, stitched], looking).tableId, 'p1-table-2')
  assert.equal(onPage(2, [other], looking).tableId, 'p2-table-1')
  assert.equal(onPage(3, [other, stitched], looking).tableId, null)
})

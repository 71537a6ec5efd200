import assert from 'node:assert/strict'
import { test } from 'node:test'
import { incomeStatement } from '../../../databook/src/testing/results.ts'
import { indentation } from './cell-marks.ts'

/** Labels of a statement, the second set in by two steps. */
const table = incomeStatement()
const labels = table.table.cells.filter(
  ({ role, column, text }) => role === 'label' && column === 0 && text !== '',
)
const set = (box: (index: number) => { x: number; y: number; width: number; height: number }) => ({
  ...table,
  table: { ...table.table, cells: labels.map((cell, index) => ({ ...cell, bbox: box(index) })) },
})
const indents = (known: typeof table) => known.table.cells.map(indentation(known))

test('a label is set in as it is in print', () => {
  const printed = set((index) => ({ x: 72 + (index === 1 ? 16 : 0), y: 20 * index, width: 90, height: 9 }))
  assert.deepEqual(indents(printed).slice(0, 3), [0, 2, 0])
})

test('on a page that was scanned turned nothing is set in', () => {
  const turned = set((index) => ({ x: 500 - 20 * index, y: 72, width: 9, height: 90 }))
  assert.deepEqual(indents(turned).slice(0, 3), [0, 0, 0])
})

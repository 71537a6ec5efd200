import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DraftCell, tiledCells } from './draft.ts'

test('each place of a grid has one cell, where one is cut short beside another that spans rows', () => {
  const cell = (row: number, column: number, rowSpan: number, columnSpan: number): DraftCell => ({
    row,
    column,
    rowSpan,
    columnSpan,
    lines: [],
  })
  const cells = [cell(0, 3, 2, 1), cell(1, 0, 1, 3), cell(1, 1, 1, 1)]
  const places = tiledCells({ rows: 2, columns: 4, headerRows: 0, cells }).flatMap((one) =>
    Array.from({ length: one.rowSpan * one.columnSpan }, (_, i) => {
      const [down, across] = [Math.floor(i / one.columnSpan), i % one.columnSpan]
      return 4 * (one.row + down) + one.column + across
    }),
  )
  assert.deepEqual(
    places.toSorted((a, b) => a - b),
    [0, 1, 2, 3, 4, 5, 6, 7],
  )
})

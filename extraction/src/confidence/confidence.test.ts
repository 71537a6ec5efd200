import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Cell, Check, Value } from '../model.ts'
import { cellConfidences, tableConfidence } from './confidence.ts'

const amount = (text: string): Value => ({ kind: 'number', amount: text })

function cell(row: number, column: number, text: string, value: Value | null = null, span = 1): Cell {
  const role = column === 0 ? 'label' : 'body'
  const bbox = { x: 0, y: 0, width: 1, height: 1 }
  return { row, column, row_span: 1, column_span: span, page: 1, text, bbox, role, confidence: 0, value }
}

const cells = [
  cell(0, 0, 'Cash'),
  cell(0, 1, '100', amount('100')),
  cell(1, 0, 'Stock'),
  cell(1, 1, '250', amount('250')),
  cell(2, 0, 'Total'),
  cell(2, 1, '350', amount('350')),
  cell(3, 0, 'Rate'),
  cell(3, 1, 'see below'),
]
const sum: Check = {
  kind: 'column_sum',
  total: { row: 2, column: 1 },
  addends: [0, 1].map((row) => ({ row, column: 1, sign: 1 })),
  expected: '350',
  printed: '350',
  difference: '0',
  verdict: 'ties',
}
const confidences = (checks: readonly Check[], of = cells) =>
  cellConfidences({ rows: 4, cells: of, checks }, 'ruled@1')

test('a number that a sum confirms is surer than the same number without one', () => {
  const [confirmed = 0, alone = 0] = [confidences([sum])[1], confidences([])[1]]
  assert.ok(confirmed > alone)
})

test('words among numbers are less sure than the numbers', () => {
  const [number = 0, words = 0] = [confidences([])[1], confidences([])[7]]
  assert.ok(words < number)
})

test('a cell over several columns is less sure than one of one column', () => {
  const spanning = cells.map((one, index) => (index === 1 ? cell(0, 1, '100', amount('100'), 2) : one))
  const [whole = 0, single = 0] = [confidences([], spanning)[1], confidences([])[1]]
  assert.ok(whole < single)
})

test('no confidence is 1', () => {
  for (const confidence of confidences([sum])) assert.ok(confidence > 0 && confidence < 1)
})

test('a table is as sure as its cells with text are on average', () => {
  const marked = [
    { ...cell(0, 0, 'a'), confidence: 0.9 },
    { ...cell(0, 1, ''), confidence: 0.1 },
    { ...cell(1, 0, 'b'), confidence: 0.7 },
  ]
  assert.equal(tableConfidence(marked), 0.8)
  assert.equal(tableConfidence([]), 0)
})

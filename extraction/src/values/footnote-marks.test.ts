import assert from 'node:assert/strict'
import { test } from 'node:test'
import { footnoteMarks } from './footnote-marks.ts'

test('raised numbers, letters and signs are marks, bare', () => {
  assert.deepEqual(footnoteMarks('(1)', 'Goodwill'), ['1'])
  assert.deepEqual(footnoteMarks('a', 'Revenue'), ['a'])
  assert.deepEqual(footnoteMarks('²', 'Revenue'), ['2'])
  assert.deepEqual(footnoteMarks('**', '39.9'), ['**'])
})

test('several marks stand side by side or parted by commas', () => {
  assert.deepEqual(footnoteMarks('1,2', 'Goodwill'), ['1', '2'])
  assert.deepEqual(footnoteMarks('(a)(b)', 'Total'), ['a', 'b'])
})

test('ordinals, squares and raised words belong to what they stand beside', () => {
  for (const [raised, before] of [
    ['th', '4'],
    ['er', '1'],
    ['2', 'km'],
    ['3', '(million m'],
    ['TM', 'Brand'],
    ['net', 'Sales'],
  ] as const)
    assert.equal(footnoteMarks(raised, before), null, raised)
})

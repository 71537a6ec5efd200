import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSmallPrint } from './small-print.ts'
import { drawn, type Ink } from './testing/drawn.ts'

const letters = (count: number, height: number, top: number): Ink[] =>
  Array.from({ length: count }, (_, i) => [10 + 12 * i, top, 6, height] as const)

test('print is small by the height of most of its letters, at the resolution of the picture', () => {
  const page = drawn(400, 100, [...letters(25, 8, 20), ...letters(5, 30, 50)])
  assert.equal(isSmallPrint(page, 200), true)
  assert.equal(isSmallPrint(page, 100), false)
})

test('an empty page has no small print', () => {
  assert.equal(isSmallPrint(drawn(50, 50, []), 200), false)
})

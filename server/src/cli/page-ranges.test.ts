import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageRanges } from './page-ranges.ts'

test('pages, ranges and open ranges', () => {
  assert.deepEqual(pageRanges('1-3', 9), [1, 2, 3])
  assert.deepEqual(pageRanges('7', 9), [7])
  assert.deepEqual(pageRanges('8-, 2, 1-2', 9), [1, 2, 8, 9])
})

test('what is no range of pages is refused', () => {
  for (const wrong of ['', '0', '3-1', 'a', '1--2', '1 2', '-3', '1,,2', '1-99999999999']) {
    assert.throws(() => pageRanges(wrong, 9), { name: 'UsageError' }, wrong)
  }
})

test('a page that the document does not have is refused with what it has', () => {
  assert.throws(() => pageRanges('2-12', 9), /page 12 but the document has 9/)
})

import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { pageBatches } from './page-batches.ts'

it('batches hold every page that is not done once, in order, as neighbours, and none is too large', () => {
  const pages = fc.integer({ min: 0, max: 200 })
  const done = fc.array(fc.integer({ min: 1, max: 200 })).map((list) => new Set(list))
  fc.assert(
    fc.property(pages, done, fc.integer({ min: 1, max: 20 }), (pageCount, done, size) => {
      const batches = pageBatches(pageCount, done, size)
      const expected = Array.from({ length: pageCount }, (_, index) => index + 1).filter(
        (page) => !done.has(page),
      )
      assert.deepEqual(batches.flat(), expected)
      for (const batch of batches) {
        assert.ok(batch.length >= 1 && batch.length <= size)
        assert.equal((batch.at(-1) ?? 0) - (batch[0] ?? 0), batch.length - 1)
      }
    }),
  )
})

it('the last batches of several are small, and those of many ever smaller', () => {
  const sizes = (pageCount: number) => pageBatches(pageCount, new Set()).map((batch) => batch.length)
  assert.deepEqual(sizes(16), [16])
  assert.deepEqual(sizes(40), [16, 4, 4, 4, 4, 4, 4])
  assert.deepEqual(sizes(144), [...Array<number>(7).fill(16), 4, 4, 4, 4, 4, 4, 2, 2, 1, 1, 1, 1])
})

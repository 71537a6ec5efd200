import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import { inBatches } from './in-batches.ts'

const LIMITS = { most: 4, atOnce: 2 }

/** Batches as they were worked; refuses every batch with one of `bad` in it. */
function recorder(bad: readonly number[] = [], error: () => Error = () => new Error('refused')) {
  const batches: number[][] = []
  let underWay = 0
  let mostAtOnce = 0
  const ask = inBatches<number>(async (items) => {
    batches.push([...items])
    mostAtOnce = Math.max(mostAtOnce, ++underWay)
    await pause(5)
    underWay--
    if (items.some((item) => bad.includes(item))) throw error()
  }, LIMITS)
  return { ask, batches, atOnce: () => mostAtOnce }
}

test('one that comes alone goes alone, at once', async () => {
  const { ask, batches } = recorder()
  await ask(1)
  assert.deepEqual(batches, [[1]])
})

test('those that come together go together, within the limits, each once and in order', async () => {
  const { ask, batches, atOnce } = recorder()
  const all = Array.from({ length: 18 }, (_, index) => index)
  await Promise.all(all.map(ask))
  assert.deepEqual(batches.flat(), all)
  assert.equal(Math.max(...batches.map((batch) => batch.length)), LIMITS.most)
  assert.equal(atOnce(), LIMITS.atOnce)
})

test('one that is refused is refused alone', async () => {
  const { ask } = recorder([2])
  const results = await Promise.allSettled([1, 2, 3, 4].map(ask))
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  )
})

test('when the service is away nobody is tried again', async () => {
  const { ask, batches } = recorder([1], () => new AppError('database.unavailable', 'away'))
  const results = await Promise.allSettled([1, 2, 3].map(ask))
  assert.ok(results.every(({ status }) => status === 'rejected'))
  assert.equal(batches.length, 1)
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { together, type Rows } from './together.ts'

/** Serves when told to, and remembers how many it was asked for. */
function slow() {
  const asked: number[] = []
  const answers: PromiseWithResolvers<readonly Rows[]>[] = []
  const one = together((count) => {
    const answer = Promise.withResolvers<readonly Rows[]>()
    asked.push(count)
    answers.push(answer)
    return answer.promise
  })
  return { one, asked, answers }
}

describe('those who ask together', () => {
  test('while one is served are served at once by the next message, each with its own', async () => {
    const { one, asked, answers } = slow()
    const [first, second, third] = [one(), one(), one()]
    answers[0]?.resolve([{ rows: ['a'] }])
    assert.deepEqual(await first, { rows: ['a'] })
    await Promise.resolve()
    assert.deepEqual(asked, [1, 2])
    answers[1]?.resolve([{ rows: ['b'] }, { rows: ['c'] }])
    assert.deepEqual(await Promise.all([second, third]), [{ rows: ['b'] }, { rows: ['c'] }])
  })

  test('have nothing where there is less than they asked for', async () => {
    const { one, answers } = slow()
    const only = one()
    answers[0]?.resolve([])
    assert.deepEqual(await only, { rows: [] })
  })

  test('are told of an error, and who asks after it is served', async () => {
    const { one, answers } = slow()
    const [first, second] = [one(), one()]
    answers[0]?.reject(new Error('away'))
    await assert.rejects(first, /away/)
    answers[1]?.resolve([{ rows: ['b'] }])
    assert.deepEqual(await second, { rows: ['b'] })
  })
})

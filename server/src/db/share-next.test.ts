import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shareNext } from './share-next.ts'

function asked() {
  const questions: PromiseWithResolvers<string>[] = []
  const ask = shareNext(() => {
    const question = Promise.withResolvers<string>()
    questions.push(question)
    return question.promise
  })
  const answer = async (text: string) => {
    questions.at(-1)?.resolve(text)
    await new Promise(setImmediate)
  }
  return { ask, answer, questions }
}

test('those who ask while a question is under way share the next one', async () => {
  const { ask, answer, questions } = asked()
  const first = ask()
  const later = [ask(), ask()]
  await answer('one')
  assert.equal(questions.length, 2)
  const latest = ask()
  await answer('two')
  await answer('three')
  assert.deepEqual(await Promise.all([first, ...later, latest]), ['one', 'two', 'two', 'three'])
})

test('a question that fails fails those who asked it, and nobody after', async () => {
  const { ask, answer, questions } = asked()
  const first = ask()
  const later = ask()
  questions[0]?.reject(new Error('away'))
  await assert.rejects(first, /away/)
  await new Promise(setImmediate)
  await answer('here')
  assert.equal(await later, 'here')
})

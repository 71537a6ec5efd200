import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withPartedWords } from './parted-words.ts'
import { drawn, wordAt } from './testing/drawn.ts'

it('a number and the dollar sign of the next column, read as one word, are two', () => {
  const picture = drawn(300, 60, [
    [10, 20, 14, 20],
    [28, 20, 14, 20],
    [90, 18, 12, 24],
  ])
  const digits = wordAt('34', 200, 40)
  const read = (confidence: number) =>
    withPartedWords([{ ...wordAt('21428', 10, 40, confidence), right: 103 }, digits], picture)
      .slice(0, -1)
      .map(({ text, left, right }) => [text, left, right])
  assert.deepEqual(read(0.2), [
    ['21', 10, 42],
    ['$', 90, 102],
  ])
  assert.deepEqual(read(0.9), [['21428', 10, 103]])
})

it('a word without wide white in it stays one, however unsure', () => {
  const picture = drawn(300, 60, [
    [10, 20, 14, 20],
    [40, 20, 14, 20],
  ])
  const word = { ...wordAt('21', 10, 40, 0.2), right: 54 }
  assert.deepEqual(withPartedWords([word], picture), [word])
})

it('a dash and the dollar sign of the next column, read as one sign, are two', () => {
  const picture = drawn(300, 60, [
    [10, 30, 10, 3],
    [90, 18, 12, 24],
  ])
  const read = [{ ...wordAt('=', 10, 42, 0.2), right: 103 }, wordAt('34', 200, 40)]
  assert.deepEqual(
    withPartedWords(read, picture).map(({ text }) => text),
    ['—', '$', '34'],
  )
})

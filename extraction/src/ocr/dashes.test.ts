import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withDashes } from './dashes.ts'
import type { RecognisedWord } from './recogniser.ts'
import { drawn, type Ink, wordAt } from './testing/drawn.ts'

const ROWS = [
  wordAt('Sales', 10, 50),
  wordAt('1,234', 300, 50),
  wordAt('2,345', 450, 50),
  wordAt('Other', 10, 90),
  wordAt('78', 486, 90),
]
/** In the first column of numbers, in the second row, and how high it lies. */
const dash = (top = 80): Ink => [340, top, 18, 3]
const added = (words: readonly RecognisedWord[], inks: readonly Ink[]) =>
  withDashes([...ROWS, ...words], drawn(600, 200, inks))
    .slice(ROWS.length)
    .map(({ text }) => text)

describe('dashes of a scan', () => {
  it('are found where nothing was read, in a column of numbers and in a row', () => {
    assert.deepEqual(added([], [dash()]), ['—'])
    assert.deepEqual(added([], [[200, 80, 18, 3]]), [], 'under no number')
    assert.deepEqual(added([], [dash(89)]), [], 'on the line, as a rule is')
    assert.deepEqual(added([], [[340, 72, 12, 18]]), [], 'no flat ink')
  })

  it('are what a letter or a digit was read of, where the ink is flat', () => {
    const read = { ...wordAt('3', 338, 90), right: 360 }
    assert.deepEqual(added([read], [dash()]), ['—'])
    assert.deepEqual(added([read], [[340, 70, 14, 20]]), ['3'])
  })

  it('are none beside words, as hyphens are', () => {
    assert.deepEqual(added([wordAt('net', 362, 90)], [dash()]), ['net'])
  })

  it('leave out signs that were read of specks, and no sign that is sure', () => {
    const speck: Ink = [345, 80, 3, 3]
    assert.deepEqual(added([wordAt(':', 342, 90, 0.3)], [speck]), [])
    assert.deepEqual(added([wordAt('*', 342, 90, 0.9)], [speck]), ['*'])
  })
})

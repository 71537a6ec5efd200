import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { alphabetOf, readingOf } from './ctc.ts'

const ALPHABET = alphabetOf(['1', '中', ','])
const [NOTHING, ONE, CHINESE, COMMA] = [0, 1, 2, 3]

/** Chances step by step: each step's class has its chance, the others share what is left. */
function steps(...likely: readonly (readonly [number, number])[]): Float32Array {
  return Float32Array.from(
    likely.flatMap(([best, chance]) => ALPHABET.map((_, one) => (one === best ? chance : (1 - chance) / 4))),
  )
}

describe('a line read step by step', () => {
  it('has a character once for a run of it, and twice where nothing parts two', () => {
    const chances = steps([ONE, 0.9], [ONE, 0.9], [NOTHING, 0.9], [ONE, 0.9], [COMMA, 0.9])
    assert.equal(readingOf(chances, ALPHABET).text, '11,')
  })

  it('is as sure as its characters are at their best steps', () => {
    const { least, mean } = readingOf(steps([ONE, 0.75], [ONE, 0.5], [COMMA, 0.25]), ALPHABET)
    assert.deepEqual([least, mean], [0.25, 0.5])
  })

  it('has no character that no document here is written in', () => {
    assert.deepEqual(readingOf(steps([ONE, 0.75], [CHINESE, 0.5]), ALPHABET), {
      text: '1',
      least: 0.75,
      mean: 0.75,
    })
  })

  it('is empty and unsure where nothing was read', () => {
    assert.deepEqual(readingOf(steps([NOTHING, 0.9]), ALPHABET), { text: '', least: 1, mean: 0 })
  })
})

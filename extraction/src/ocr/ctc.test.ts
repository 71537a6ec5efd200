import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { alphabetOf, readingOf } from './ctc.ts'

const ALPHABET = alphabetOf(['1', '中', ','])
const CLASSES = 5
const [NOTHING, ONE, CHINESE, COMMA] = [0, 1, 2, 3]

/** Chances step by step: each step's class has its chance, the others share what is left. */
function steps(...likely: readonly (readonly [number, number])[]): Float32Array {
  return Float32Array.from(
    likely.flatMap(([best, chance]) =>
      Array.from({ length: CLASSES }, (_, one) => (one === best ? chance : (1 - chance) / 4)),
    ),
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
    const { text, least } = readingOf(steps([ONE, 0.75], [CHINESE, 0.5]), ALPHABET)
    assert.deepEqual([text, least], ['1', 0.75])
  })

  it('is empty and unsure where nothing was read', () => {
    const { text, least, mean } = readingOf(steps([NOTHING, 0.9]), ALPHABET)
    assert.deepEqual([text, least, mean], ['', 1, 0])
  })

  it('may be something else, the likeliest first', () => {
    const [first = ''] = readingOf(steps([ONE, 0.9], [COMMA, 0.6]), ALPHABET).others
    assert.equal(first, '1')
  })
})

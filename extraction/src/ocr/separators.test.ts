import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withSeparators } from './separators.ts'
import { withSigns } from './signs.ts'
import type { RecognisedWord } from './recogniser.ts'

const BLANK = { width: 1, height: 1, pixels: new Uint8Array([255]) }
const word = (text: string, left = 0): RecognisedWord => ({
  text,
  confidence: 0.9,
  left,
  right: left + 40,
  top: 0,
  bottom: 20,
  baseline: 20,
})
const texts = (words: readonly RecognisedWord[]) => words.map(({ text }) => text)

describe('numbers of a scan', () => {
  it('are grouped by the sign that most numbers of the page are grouped by', () => {
    const read = ['1,234', '24.873', '9,848', '0.529', '12.5'].map((text) => word(text))
    assert.deepEqual(texts(withSeparators(read, BLANK)), ['1,234', '24,873', '9,848', '0.529', '12.5'])
  })

  it('have both parentheses, and their dollar sign', () => {
    const row = [word('$', 0), word('3.2)', 60), word('S', 120), word('1,199', 180)]
    assert.deepEqual(texts(withSigns(row)), ['$', '(3.2)', '$', '1,199'])
  })

  it('keep a letter that stands before no amount', () => {
    const row = [word('$', 0), word('S', 120), word('Corporation', 180)]
    assert.deepEqual(texts(withSigns(row)), ['$', 'S', 'Corporation'])
  })
})

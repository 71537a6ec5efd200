import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { passedOver, withPassedOver } from './passed-over.ts'
import type { Picture } from './picture.ts'
import { drawn, type Ink, wordAt } from './testing/drawn.ts'

/** Of 12 by 20 pixels. */
const letters = (count: number, from: number, foot: number) =>
  Array.from({ length: count }, (_, i): Ink => [from + 15 * i, foot - 20, 12, 20])
const inked = ({ width, pixels }: Picture, foot: number) =>
  pixels.subarray((foot - 10) * width, (foot - 9) * width).filter((grey) => grey === 0).length

const READ = [wordAt('Sales', 10, 50), wordAt('Costs', 10, 90)]
const PRINTED = drawn(400, 200, [...letters(5, 10, 50), ...letters(5, 10, 90), ...letters(2, 300, 90)])

describe('what was passed over', () => {
  it('is nothing where each letter is of a word', () => {
    assert.equal(passedOver(drawn(400, 200, [...letters(5, 10, 50), ...letters(5, 10, 90)]), READ), null)
  })

  it('is shown alone with the lines that it stands in', () => {
    const left = passedOver(PRINTED, READ)
    assert.ok(left)
    assert.equal(left.letters.length, 2)
    assert.deepEqual([inked(left.picture, 50), inked(left.picture, 90)], [0, 7 * 12])
  })

  it('becomes words, but not of what was read and not unsurely', () => {
    const left = passedOver(PRINTED, READ)
    assert.ok(left)
    const more = [wordAt('Coats', 10, 90), wordAt('12', 300, 90), wordAt('1a', 300, 90, 0.3)]
    assert.deepEqual(
      withPassedOver(READ, left, more).map(({ text }) => text),
      ['Sales', 'Costs', '12'],
    )
  })

  it('takes its parts along unless they were read more surely', () => {
    const part = { ...wordAt('2', 315, 90), confidence: 0.7 }
    const left = passedOver(PRINTED, [...READ, part])
    assert.ok(left)
    const texts = (confidence: number) =>
      withPassedOver([...READ, part], left, [wordAt('12', 300, 90, confidence)]).map(({ text }) => text)
    assert.deepEqual(texts(0.8), ['Sales', 'Costs', '12'])
    assert.deepEqual(texts(0.55), ['Sales', 'Costs', '2'])
  })
})

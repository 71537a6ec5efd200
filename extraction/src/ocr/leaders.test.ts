import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { leadersOf, leaderWords, withoutLeaders } from './leaders.ts'
import { drawn, type Ink } from './testing/drawn.ts'

/** What stands on the line at y 30. */
const lineOf = (inks: readonly Ink[]) => drawn(400, 40, inks)
const standing = (left: number, width: number, height: number): Ink => [left, 30 - height, width, height]
const dots = (from: number, count: number, step: number): Ink[] =>
  Array.from({ length: count }, (_, i) => standing(from + i * step, 4, 4))
const LETTER = standing(10, 14, 20)
const DIGIT = standing(300, 12, 22)

describe('leaders of a scan', () => {
  it('are even rows of dots, and nothing of them is left for letters', () => {
    const picture = lineOf([LETTER, ...dots(40, 20, 11), DIGIT])
    const leaders = leadersOf(picture, 300)
    assert.deepEqual(
      leaderWords(leaders).map(({ text, left, right }) => [text, left, right]),
      [['.'.repeat(20), 40, 253]],
    )
    assert.deepEqual(withoutLeaders(picture, leaders), lineOf([LETTER, DIGIT]))
  })

  it('go on behind a dot that noise took, and end before a digit', () => {
    const picture = lineOf([
      ...dots(40, 10, 11),
      ...dots(172, 3, 11),
      standing(210, 12, 22),
      ...dots(226, 1, 11),
    ])
    assert.deepEqual(
      leadersOf(picture, 300).map(({ dots: count, right }) => [count, right]),
      [[13, 197]],
    )
  })

  it('go on over dots that have run together', () => {
    const picture = lineOf([...dots(40, 8, 11), standing(128, 15, 4), ...dots(150, 8, 11), DIGIT])
    assert.deepEqual(withoutLeaders(picture, leadersOf(picture, 300)), lineOf([DIGIT]))
  })

  it('go on over faint dots', () => {
    const picture = lineOf([...dots(40, 8, 11), DIGIT])
    for (const [left, top, width, height] of dots(128, 4, 11))
      for (let y = top; y < top + height; y++)
        picture.pixels.fill(170, y * 400 + left, y * 400 + left + width)
    assert.deepEqual(withoutLeaders(picture, leadersOf(picture, 300)), lineOf([DIGIT]))
  })

  it('are not what noise has left of the feet of letters', () => {
    const feet = dots(40, 8, 11)
    const above = feet.map(([left, , width]): Ink => [left, 11, width, 11])
    assert.deepEqual(leadersOf(lineOf([...feet, ...above]), 300), [])
  })

  it('are no ellipsis, and no points between digits', () => {
    const numbered = Array.from({ length: 8 }, (_, i): Ink[] => [
      standing(140 + 30 * i, 12, 22),
      standing(160 + 30 * i, 4, 4),
    ])
    assert.deepEqual(leadersOf(lineOf([...dots(40, 3, 11), ...numbered.flat()]), 300), [])
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { leadersOf, leaderWords, withoutLeaders } from './leaders.ts'
import type { Picture } from './picture.ts'

/** Left and width in pixels; what stands on the line at y 30, dots of 4 pixels unless a height is given. */
type Ink = readonly [left: number, width: number, height?: number]

function lineOf(inks: readonly Ink[]): Picture {
  const picture = { width: 400, height: 40, pixels: new Uint8Array(400 * 40).fill(255) }
  for (const [left, width, height = width] of inks) {
    for (let y = 30 - height; y < 30; y++) picture.pixels.fill(0, y * 400 + left, y * 400 + left + width)
  }
  return picture
}

const dots = (from: number, count: number, step: number): Ink[] =>
  Array.from({ length: count }, (_, i) => [from + i * step, 4])
const LETTER: Ink = [10, 14, 20]
const DIGIT: Ink = [300, 12, 22]

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
    const picture = lineOf([...dots(40, 10, 11), ...dots(172, 3, 11), [210, 12, 22], ...dots(226, 1, 11)])
    assert.deepEqual(
      leadersOf(picture, 300).map(({ dots: count, right }) => [count, right]),
      [[13, 197]],
    )
  })

  it('are no ellipsis, and no points between digits', () => {
    const numbered = Array.from({ length: 8 }, (_, i): Ink[] => [
      [140 + 30 * i, 12, 22],
      [160 + 30 * i, 4],
    ])
    assert.deepEqual(leadersOf(lineOf([...dots(40, 3, 11), ...numbered.flat()]), 300), [])
  })
})

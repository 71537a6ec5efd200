import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inkCells } from './ink-cells.ts'
import { drawn, type Ink } from './testing/drawn.ts'

const HEIGHT = 10
/** Letters 6 wide with 2 between. */
const letters = (count: number, left: number, top: number): Ink[] =>
  Array.from({ length: count }, (_, i) => [left + 8 * i, top, 6, HEIGHT] as const)
const edgesOf = (inks: readonly Ink[]) =>
  inkCells(drawn(300, 100, inks), HEIGHT)
    .map(({ left, right, baseline }) => [left, right, baseline])
    .sort(([a = 0], [b = 0]) => a - b)

describe('cells by their ink', () => {
  it('are parted by wide gaps, and stand on the feet of their letters', () => {
    assert.deepEqual(edgesOf([...letters(3, 20, 30), ...letters(2, 80, 30)]), [
      [20, 42, 40],
      [80, 94, 40],
    ])
  })

  it('of two lines are two, however near', () => {
    assert.deepEqual(edgesOf([...letters(3, 20, 30), ...letters(3, 22, 42)]), [
      [20, 42, 40],
      [22, 44, 52],
    ])
  })

  it('have the points among and behind their letters', () => {
    const point: Ink = [44, 38, 2, 2]
    assert.deepEqual(edgesOf([...letters(3, 20, 30), point]), [[20, 46, 40]])
  })

  it('are not specks alone, nor what is too tall for a letter', () => {
    assert.deepEqual(
      edgesOf([
        [100, 40, 2, 2],
        [200, 20, 4, 60],
      ]),
      [],
    )
  })

  it('stand on the line, not on what reaches below it', () => {
    const parenthesis: Ink = [12, 29, 3, 14]
    assert.deepEqual(edgesOf([parenthesis, ...letters(3, 20, 30)]), [[12, 42, 40]])
  })
})

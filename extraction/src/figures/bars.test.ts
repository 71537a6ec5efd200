import assert from 'node:assert/strict'
import { test } from 'node:test'
import { barAreas } from './bars.ts'

const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height })

test('bars on one line, as thick and of different lengths, are a chart', () => {
  const bars = [box(10, 40, 20, 60), box(50, 30, 20, 70), box(90, 10, 20, 90)]
  assert.deepEqual(barAreas(bars), [box(10, 10, 100, 90)])
  assert.deepEqual(barAreas([box(0, 0, 30, 8), box(0, 20, 50, 8), box(0, 40, 90, 8)]), [box(0, 0, 90, 48)])
})

test('bands and cells of a table are as long as each other, and two bars are too few', () => {
  assert.deepEqual(barAreas([0, 20, 40, 60].map((y) => box(0, y, 300, 10))), [])
  assert.deepEqual(barAreas([0, 100, 200].map((x) => box(x, 0, 100, 12))), [])
  assert.deepEqual(barAreas([box(10, 40, 20, 60), box(50, 30, 20, 70)]), [])
})

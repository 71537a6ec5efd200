import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Word } from '../read/page-content.ts'
import { findTables } from './find-tables.ts'
import { lineAt, pageOf } from './testing-pages.ts'

const ENDS = [400, 480]
const ROWS = ['Sales', 'Costs', 'Wages', 'Rents', 'Taxes']

const upright = pageOf([
  ...lineAt(100, '', ['2018', '2017'], ENDS),
  ...ROWS.flatMap((label, index) => lineAt(114 + 14 * index, label, [`1,00${index}`, '2,000'], ENDS)),
]).words

/** Words of a landscape page printed upwards on a portrait page of this height: what was right is now above. */
const upwards = (height: number) =>
  upright.map((word): Word => {
    const { x, y, width, height: tall } = word.bbox
    const bbox = { x: y, y: height - x - width, width: tall, height: width }
    return { ...word, direction: 270, bbox, baseline: word.baseline }
  })

/** The same downwards: what was below is now left. */
const downwards = (width: number) =>
  upright.map((word): Word => {
    const { x, y, width: long, height: tall } = word.bbox
    const bbox = { x: width - y - tall, y: x, width: tall, height: long }
    return { ...word, direction: 90, bbox, baseline: width - word.baseline }
  })

const texts = (words: readonly Word[]) =>
  findTables({ ...pageOf([]), words })[0]?.cells.map(({ text }) => text)

test('a table printed up or down the page is the table that it is upright', () => {
  const { width, height } = pageOf([])
  assert.ok(texts(upright)?.includes('1,004'))
  assert.deepEqual(texts(upwards(height)), texts(upright))
  assert.deepEqual(texts(downwards(width)), texts(upright))
})

test('its cells say where they stand on the page', () => {
  const words = upwards(pageOf([]).height)
  const word = words.find(({ text }) => text === '1,003')
  const cell = findTables({ ...pageOf([]), words })[0]?.cells.find(({ text }) => text === '1,003')
  assert.ok(word && cell)
  for (const side of ['x', 'y', 'width', 'height'] as const)
    assert.ok(Math.abs(cell.bbox[side] - word.bbox[side]) < 0.01, side)
})

test('a few sideways words are a label, no table', () => {
  assert.equal(findTables({ ...pageOf([]), words: upwards(800).slice(0, 8) }).length, 0)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extract } from '../index.ts'
import type { Word } from '../read/page-content.ts'
import { show, writePdf } from '../read/pdf/testing/write-pdf.ts'
import { verticalLabels } from './vertical-labels.ts'

const COLUMNS = [300, 370, 440]
const REGIONS = ['Europe', 'Americas', 'Asia Pacific']
const up = (x: number, text: string): string => `BT /Sans 9 Tf 0 1 -1 0 ${x} 640 Tm (${text}) Tj ET\n`
const down = (x: number, text: string): string => `BT /Sans 9 Tf 0 -1 1 0 ${x} 700 Tm (${text}) Tj ET\n`

const BODY = ['Sales', 'Costs', 'Other', 'Profit'].map((label, i) => {
  const y = 620 - 14 * i
  return show(50, y, label) + COLUMNS.map((x, k) => show(x - 16.7, y, String(120 + 37 * i + 19 * k))).join('')
})
const LINES = [250, 310, 380, 450].map((x) => `${x} 570 m ${x} 720 l S `).join('')
const GRID = `${LINES}45 570 m 45 720 l S ${[720, 632, 570].map((y) => `45 ${y} m 450 ${y} l S `).join('')}`

async function rowsOf(content: string): Promise<string[][]> {
  const bytes = writePdf([{ content: content + BODY.join(''), mediaBox: [0, 0, 600, 800] }])
  const { artifacts } = await extract(bytes, { filename: 'a.pdf' })
  return artifacts.map((artifact) => {
    if (artifact.type !== 'table') return [artifact.type]
    const { table } = artifact
    const heads = table.cells.filter((cell) => cell.role === 'header')
    return [`${table.rows} rows`, ...heads.map((cell) => cell.text)]
  })
}

const labels = (set: (x: number, text: string) => string): string =>
  REGIONS.map((region, k) => set((COLUMNS[k] ?? 0) - 5, region)).join('')

test('labels that are set up or down the page head the columns below them', async () => {
  for (const set of [up, down]) assert.deepEqual(await rowsOf(labels(set)), [['5 rows', '', ...REGIONS]])
})

test('labels that are set up the page stand in the cells of a drawn grid', async () => {
  assert.deepEqual(await rowsOf(GRID + labels(up)), [['5 rows', '', ...REGIONS]])
})

test('a label of two lines is one heading', async () => {
  const two = up(290, 'Middle East') + up(300, 'and Africa') + up(365, 'Americas') + up(435, 'Asia')
  assert.deepEqual(await rowsOf(two), [['5 rows', '', 'Middle East and Africa', 'Americas', 'Asia']])
})

test('one line up the page heads nothing', async () => {
  assert.deepEqual(await rowsOf(up(435, 'Printed by hand')), [['text'], ['4 rows']])
})

test('a drawing with thousands of words up the page is left alone, in no time', () => {
  const word = (index: number): Word => ({
    text: `${index}`,
    bbox: { x: 40 * (index % 7), y: 9 * index, width: 6, height: 6 },
    fontSize: 6,
    bold: false,
    italic: false,
    font: 'Sans',
    superscript: false,
    baseline: 40 * (index % 7) + 6,
    direction: 90,
  })
  const before = process.cpuUsage()
  assert.deepEqual(verticalLabels(Array.from({ length: 50_000 }, (_, index) => word(index))), [])
  const { user } = process.cpuUsage(before)
  assert.ok(user < 1e6, `${user} µs`)
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TableArtifact } from '../model.ts'
import { extract } from '../pipeline.ts'
import { show } from '../read/pdf/testing/write-pdf.ts'
import { scanned } from './testing/scanned.ts'

const ROWS = [
  ['Revenue', '12,345', '11,987'],
  ['Cost of sales', '(7,654)', '(7,321)'],
  ['Gross profit', '4,691', '4,666'],
] as const
const PAGE = [
  show(150, 270, 'Statement of income'),
  ...ROWS.flatMap(([label, now, before], i) => [
    show(40, 230 - 20 * i, label),
    show(220, 230 - 20 * i, now),
    show(320, 230 - 20 * i, before),
  ]),
].join('')

const tableOf = async (pdf: Uint8Array) => {
  const result = await extract(pdf, { filename: 'scan.pdf' })
  const table = result.artifacts.find((artifact): artifact is TableArtifact => artifact.type === 'table')
  assert.ok(table, 'a table is found')
  return { result, table }
}
const amountsOf = ({ table: { cells } }: TableArtifact) =>
  cells.flatMap(({ value }) => (value?.kind === 'number' ? [value.amount] : []))
const AMOUNTS = ['12345', '11987', '-7654', '-7321', '4691', '4666']

describe('a scanned page', () => {
  it('gives its table with typed values, from its picture, and the same each time', async () => {
    const pdf = await scanned(PAGE)
    const { result, table } = await tableOf(pdf)
    assert.equal(result.pages[0]?.text_source, 'ocr')
    assert.deepEqual(amountsOf(table), AMOUNTS)
    assert.equal((await tableOf(pdf)).result.result_hash, result.result_hash)
  })

  it('lying on its side is read upright, and its boxes lie on the page as it is', async () => {
    const { result, table } = await tableOf(await scanned(PAGE, 90))
    assert.deepEqual([result.pages[0]?.width, result.pages[0]?.height], [300, 400])
    assert.deepEqual(amountsOf(table), AMOUNTS)
    const revenue = table.table.cells.find(({ text }) => text === '12,345')?.bbox
    // Printed at (220, 230) from the lower left of 400 × 300: 62 to 70 from the top, so as far from the right edge.
    assert.ok(revenue && revenue.height > revenue.width)
    assert.ok(revenue.x > 222 && revenue.x + revenue.width < 242, JSON.stringify(revenue))
    assert.ok(revenue.y > 215 && revenue.y < 226, JSON.stringify(revenue))
  })
})

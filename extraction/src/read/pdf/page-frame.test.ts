import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PageContent } from '../page-content.ts'
import { readTestPage } from './testing/read-test-page.ts'
import { show } from './testing/write-pdf.ts'

const CONTENT = `${show(100, 100, 'Mark')}10 10 m 90 10 l S`

/** Page size, and where the word's baseline starts, as a reader sees them. */
function seen(page: PageContent): object {
  const word = page.words[0]
  const rule = page.rules[0]
  if (word === undefined || rule === undefined) throw new Error('the page is empty')
  return {
    size: [page.width, page.height],
    direction: word.direction,
    baseline: Math.round(word.baseline),
    rule: [rule.orientation, rule.position, rule.start, rule.end],
  }
}

describe('what is read from a page', () => {
  it('counts from the top left corner', async () => {
    assert.deepEqual(seen(await readTestPage(CONTENT)), {
      size: [400, 300],
      direction: 0,
      baseline: 200,
      rule: ['horizontal', 290, 10, 90],
    })
  })

  it('counts from the corner of the crop box, wherever the media box starts', async () => {
    const page = await readTestPage({
      content: CONTENT,
      mediaBox: [-50, -50, 400, 300],
      cropBox: [-10, -20, 200, 200],
    })
    assert.deepEqual(seen(page), {
      size: [210, 220],
      direction: 0,
      baseline: 100,
      rule: ['horizontal', 190, 20, 100],
    })
  })

  it('turns with the page', async () => {
    const turned = (rotate: number) => readTestPage({ content: CONTENT, rotate })
    assert.deepEqual(seen(await turned(90)), {
      size: [300, 400],
      direction: 90,
      baseline: 100,
      rule: ['vertical', 10, 10, 90],
    })
    assert.deepEqual(seen(await turned(180)), {
      size: [400, 300],
      direction: 180,
      baseline: 100,
      rule: ['horizontal', 10, 310, 390],
    })
    assert.deepEqual(seen(await turned(270)), {
      size: [300, 400],
      direction: 270,
      baseline: 200,
      rule: ['vertical', 290, 310, 390],
    })
  })

  it('is upright where text and page are turned against each other', async () => {
    const sideways = 'BT /Sans 10 Tf 0 1 -1 0 200 50 Tm (Landscape table) Tj ET'
    const page = await readTestPage({ content: sideways, rotate: 90 })
    assert.deepEqual(
      page.words.map((word) => [word.text, word.direction, Math.round(word.bbox.x)]),
      [
        ['Landscape', 0, 50],
        ['table', 0, 102],
      ],
    )
  })

  it('reads sideways and upside-down text from its own left to right', async () => {
    const matrices = { 270: '0 1 -1 0 200 50', 90: '0 -1 1 0 200 250', 180: '-1 0 0 -1 200 50' }
    for (const [direction, matrix] of Object.entries(matrices)) {
      const page = await readTestPage(`BT /Sans 10 Tf ${matrix} Tm (two words) Tj ET`)
      assert.deepEqual(
        page.words.map((word) => [word.text, word.direction]),
        [
          ['two', Number(direction)],
          ['words', Number(direction)],
        ],
      )
    }
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PageContent, Rule } from '../page-content.ts'
import { readTestPage, texts } from './testing/read-test-page.ts'
import { show } from './testing/write-pdf.ts'

/** Pages are 300 high, so a line drawn at y = 100 stands at 200. */
const brief = ({ orientation, position, start, end }: Rule): [string, number, number, number] => [
  orientation === 'horizontal' ? 'h' : 'v',
  Math.round(position),
  Math.round(start),
  Math.round(end),
]

const rulesOf = async (content: string): Promise<unknown[]> => (await readTestPage(content)).rules.map(brief)

/** Two by two cells. */
const GRID: unknown[] = [
  ['h', 160, 50, 170],
  ['h', 180, 50, 170],
  ['h', 200, 50, 170],
  ['v', 50, 160, 200],
  ['v', 110, 160, 200],
  ['v', 170, 160, 200],
]

describe('rules', () => {
  it('come from strokes, with their width', async () => {
    const page = await readTestPage('2 w 50 100 m 250 100 l S')
    assert.deepEqual(page.rules, [
      { orientation: 'horizontal', position: 200, start: 50, end: 250, thickness: 2 },
    ])
  })

  it('come from thin filled rectangles', async () => {
    assert.deepEqual(await rulesOf('50 99.5 200 1 re f 80 50 0.5 100 re f'), [
      ['h', 200, 50, 250],
      ['v', 80, 150, 250],
    ])
  })

  it('come from the four sides of a stroked rectangle', async () => {
    assert.deepEqual(await rulesOf('50 100 200 80 re S'), [
      ['h', 120, 50, 250],
      ['h', 200, 50, 250],
      ['v', 50, 120, 200],
      ['v', 250, 120, 200],
    ])
  })

  it('are the borders that cells drawn as rectangles share', async () => {
    const cells = [50, 110].flatMap((x) => [100, 120].map((y) => `${x} ${y} 60 20 re S`))
    assert.deepEqual(await rulesOf(cells.join(' ')), GRID)
  })

  it('are one where the borders of neighbouring cells stand beside each other', async () => {
    const cells = [50, 111].flatMap((x) => [100, 121].map((y) => `${x} ${y} 60 20 re S`))
    const rules = await rulesOf(cells.join(' '))
    assert.deepEqual(rules.length, GRID.length)
  })

  it('are what cells cut out of a filled box leave of it', async () => {
    const cells = '50 100 120 40 re 50.5 100.5 59.25 19.25 re 110.25 100.5 59.25 19.25 re'
    const upper = '50.5 120.25 59.25 19.25 re 110.25 120.25 59.25 19.25 re f*'
    const page = await readTestPage(`${cells} ${upper}`)
    assert.deepEqual(page.rules.map(brief), GRID)
    assert.deepEqual(page.fills, [])
  })

  it('are what white and shaded cells leave of a dark box beneath them', async () => {
    const white = '1 g 50.5 100.5 59.25 19.25 re f 110.25 100.5 59.25 19.25 re f'
    const shaded = '0.9 g 50.5 120.25 59.25 19.25 re f 110.25 120.25 59.25 19.25 re f'
    assert.deepEqual(await rulesOf(`0.3 g 50 100 120 40 re f ${white} ${shaded}`), GRID)
  })

  it('are not seen where boxes lie on a box with more than lines between them', async () => {
    const boxes = '1 g 60 110 40 20 re f 120 110 40 20 re f'
    assert.deepEqual(await rulesOf(`0.3 g 50 100 120 40 re f ${boxes}`), [])
  })

  it('come from a dash pattern as one line', async () => {
    assert.deepEqual(await rulesOf('[3 3] 0 d 50 100 m 250 100 l S'), [['h', 200, 50, 250]])
  })

  it('are no background bands, which are kept as fills', async () => {
    const page = await readTestPage('0.9 g 50 90 200 12 re f 50 114 200 12 re f')
    assert.deepEqual([page.rules, page.fills.length], [[], 2])
  })

  it('are joined from pieces end to end', async () => {
    assert.deepEqual(await rulesOf('50 100 m 150 100 l S 150 100 m 250 100 l S'), [['h', 200, 50, 250]])
  })

  it('stay apart over neighbouring columns', async () => {
    assert.deepEqual(await rulesOf('50 100 m 150 100 l S 156 100 m 250 100 l S'), [
      ['h', 200, 50, 150],
      ['h', 200, 156, 250],
    ])
  })

  it('are joined from dashes and from dots', async () => {
    const dashes = Array.from({ length: 20 }, (_, i) => `${50 + i * 6} 100 m ${53 + i * 6} 100 l S`).join(' ')
    const dots = Array.from({ length: 30 }, (_, i) => `${50 + i * 3} 60 0.8 0.8 re f`).join(' ')
    assert.deepEqual(await rulesOf(`${dashes} ${dots}`), [
      ['h', 200, 50, 167],
      ['h', 240, 50, 138],
    ])
  })

  it('are one where a double line is drawn', async () => {
    assert.deepEqual(await rulesOf('50 100 m 250 100 l S 50 98 m 250 98 l S'), [['h', 201, 50, 250]])
  })

  it('come from rows of underscores, which are no words then', async () => {
    const page = await readTestPage(show(50, 100, '__________') + show(50, 80, 'Total'))
    assert.deepEqual(texts(page), ['Total'])
    assert.deepEqual(page.rules.map(brief), [['h', 201, 50, 106]])
  })

  it('come from underscores behind a word, and from rows of dashes and equals signs', async () => {
    const rows = show(50, 100, 'Name:________ Date') + show(50, 80, '=======') + show(50, 60, '-------')
    const page = await readTestPage(rows)
    assert.deepEqual(texts(page), ['Name:', 'Date'])
    assert.deepEqual(page.rules.map(brief), [
      ['h', 201, 79, 124],
      ['h', 217, 50, 91],
      ['h', 237, 50, 73],
    ])
  })

  it('are moved by the matrices of form XObjects and cut by clipping', async () => {
    const page = await readTestPage({
      content: 'q 1 0 0 1 100 0 cm /Inner Do Q q 0 0 200 300 re W n 50 50 m 350 50 l S Q',
      forms: {
        Inner: { entries: '/BBox [0 0 400 300] /Matrix [2 0 0 2 0 0]', content: '10 50 m 60 50 l S' },
      },
    })
    assert.deepEqual(page.rules.map(brief), [
      ['h', 200, 120, 220],
      ['h', 250, 50, 200],
    ])
  })

  it('are not seen in white on white, and seen in white between shaded cells', async () => {
    const cells = '0.8 g 50 90 200 40 re f'
    assert.deepEqual(await rulesOf(`${cells} 1 G 50 110 m 250 110 l S 50 20 m 250 20 l S`), [
      ['h', 190, 50, 250],
    ])
  })
})

describe('fills, images and drawings', () => {
  it('keeps filled areas with their lightness', async () => {
    const page = await readTestPage('0.9 g 50 90 200 20 re f')
    assert.deepEqual(
      page.fills.map(({ bbox, lightness }) => ({
        bbox: rounded(bbox),
        lightness: Math.round(lightness * 10),
      })),
      [{ bbox: { x: 50, y: 190, width: 200, height: 20 }, lightness: 9 }],
    )
  })

  it('keeps where images stand', async () => {
    const image = 'q 120 0 0 60 30 40 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q'
    const page = await readTestPage(image)
    assert.deepEqual(page.images.map(rounded), [{ x: 30, y: 200, width: 120, height: 60 }])
  })

  it('keeps the bounds of curves and slanted strokes together', async () => {
    const page = await readTestPage('50 50 m 80 90 l 110 60 l S 110 60 m 120 80 130 80 140 60 c S')
    assert.deepEqual(page.drawings.map(rounded), [{ x: 50, y: 210, width: 90, height: 40 }])
  })
})

function rounded(box: PageContent['images'][number]): PageContent['images'][number] {
  const { x, y, width, height } = box
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) }
}

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { mapX, mapY } from '../geometry/matrix.ts'
import { withoutRules } from './erase-rules.ts'
import { onWhitePaper } from './paper.ts'
import { pixelLines, pixelRules } from './pixel-rules.ts'
import type { Picture } from './picture.ts'
import { placementOf } from './placement.ts'
import { rotated, turned } from './resample.ts'
import { inkPoints, skewOf } from './skew.ts'

const degrees = (angle: number) => (angle * Math.PI) / 180
const turn = fc.constantFrom(0 as const, 90 as const, 180 as const, 270 as const)

/** Lines of dashes, as text from afar. */
function page(width = 400, height = 300): Picture {
  const pixels = new Uint8Array(width * height).fill(255)
  for (let y = 30; y < height - 30; y++) {
    for (let x = 30; x < width - 30; x++) if (y % 16 < 7 && x % 9 < 6) pixels[y * width + x] = 0
  }
  return { width, height, pixels }
}

describe('making a page upright', () => {
  it('finds by how much lines are from level', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (angle) => {
        const found = skewOf(inkPoints(rotated(page(), degrees(angle)))).angle
        assert.ok(Math.abs(found - degrees(angle)) < degrees(0.15), `${found} for ${degrees(angle)}`)
      }),
      { numRuns: 15 },
    )
  })

  it('is undone by four quarter turns', () => {
    assert.deepEqual(turned(turned(page(), 90), 270).pixels, page().pixels)
    assert.deepEqual(turned(turned(page(), 180), 180).pixels, page().pixels)
    assert.deepEqual(turned(turned(page(), 90), 90).pixels, turned(page(), 180).pixels)
  })

  it('maps the middle of the upright page to the middle of the page, and keeps lengths', () => {
    fc.assert(
      fc.property(turn, fc.double({ min: -0.1, max: 0.1, noNaN: true }), (quarter, angle) => {
        const { width, height, toPage } = placementOf(612, 792, { turn: quarter, angle })
        assert.ok(Math.abs(mapX(toPage, width / 2, height / 2) - 306) < 1e-6)
        assert.ok(Math.abs(mapY(toPage, width / 2, height / 2) - 396) < 1e-6)
        assert.ok(Math.abs(Math.hypot(toPage.a, toPage.b) - 1) < 1e-9)
      }),
    )
  })
})

describe('a picture on white paper', () => {
  it('has the same paper whatever its grey was', () => {
    const grey = page()
    const dark: Picture = { ...grey, pixels: grey.pixels.map((value) => 40 + value * 0.5) }
    const paper = onWhitePaper(dark, 100).pixels[20 * dark.width + 20]
    assert.ok(paper !== undefined && paper >= 240, String(paper))
  })
})

describe('lines in a picture', () => {
  it('are found where they are drawn, and rows of letters are not', () => {
    const drawn = page()
    for (let x = 50; x < 350; x++) drawn.pixels[20 * drawn.width + x] = 60
    for (let y = 5; y < 280; y++) drawn.pixels[y * drawn.width + 12] = 60
    const rules = pixelRules(pixelLines(drawn, 72), 72)
    assert.deepEqual(
      rules.map(({ orientation, position, start, end }) => [orientation, position, start, end]),
      [
        ['horizontal', 20.5, 50, 350],
        ['vertical', 12.5, 5, 280],
      ],
    )
  })

  it('are taken out, and letters that they touch stay', () => {
    const drawn = page()
    const before = Uint8Array.from(drawn.pixels)
    for (let x = 50; x < 350; x++) drawn.pixels[23 * drawn.width + x] = 60
    for (let y = 18; y < 30; y++) drawn.pixels.fill(0, y * drawn.width + 100, y * drawn.width + 104)
    const erased = withoutRules(drawn, pixelLines(drawn, 72))
    const [beside, letter] = [23 * drawn.width + 200, 23 * drawn.width + 102]
    assert.deepEqual([erased.pixels[beside], erased.pixels[letter]], [255, 0])
    assert.deepEqual(erased.pixels.subarray(40 * drawn.width), before.subarray(40 * drawn.width))
  })
})

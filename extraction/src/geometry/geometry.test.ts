import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { area, boxBetween, containsPoint, intersection, overlap, roundedBox, union } from './box.ts'
import { clusters } from './clusters.ts'
import { compose, mapX, mapY, type Matrix } from './matrix.ts'
import { directionOf, opposite, pageSpace, readingFrame } from './page-space.ts'

const length = fc.integer({ min: 0, max: 1000 })
const box = fc.record({ x: length, y: length, width: length, height: length }, { noNullPrototype: true })
const turn = fc.constantFrom(0 as const, 90 as const, 180 as const, 270 as const)
const crop = fc
  .record({
    left: fc.integer({ min: -500, max: 500 }),
    bottom: fc.integer({ min: -500, max: 500 }),
    width: length,
    height: length,
  })
  .map(({ left, bottom, width, height }) => ({ left, bottom, right: left + width, top: bottom + height }))
const point = fc.record({ x: length, y: length }, { noNullPrototype: true })

const apply = (matrix: Matrix, { x, y }: { x: number; y: number }) => ({
  x: mapX(matrix, x, y),
  y: mapY(matrix, x, y),
})

describe('boxes', () => {
  it('lie in their union, and their intersection lies in both', () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        const all = union(a, b)
        assert.deepEqual(union(all, a), all)
        assert.deepEqual(union(all, b), all)
        const shared = intersection(a, b)
        if (shared === null) return
        assert.deepEqual(union(a, shared), a)
        assert.deepEqual(union(b, shared), b)
      }),
    )
  })

  it('share no point where they do not intersect', () => {
    fc.assert(
      fc.property(box, box, point, (a, b, { x, y }) => {
        if (intersection(a, b) === null) assert.ok(!(containsPoint(a, x, y) && containsPoint(b, x, y)))
      }),
    )
  })

  it('overlap by as much in either order, negatively by their gap', () => {
    fc.assert(
      fc.property(
        length,
        length,
        length,
        length,
        (a, b, c, d) => overlap(a, b, c, d) === overlap(c, d, a, b),
      ),
    )
    assert.equal(overlap(0, 10, 14, 20), -4)
  })

  it('are rounded to hundredths without moving an edge by more than half of one', () => {
    const place = fc.double({ min: 0, max: 1000, noNaN: true })
    fc.assert(
      fc.property(place, place, place, place, (x0, y0, x1, y1) => {
        const exact = boxBetween(x0, y0, x1, y1)
        const given = roundedBox(exact)
        assert.ok(Math.abs(given.x - exact.x) <= 0.00501)
        assert.ok(Math.abs(given.x + given.width - exact.x - exact.width) <= 0.00501)
      }),
    )
  })
})

describe('clusters', () => {
  it('are so far apart that none reaches another, and hold every box', () => {
    fc.assert(
      fc.property(fc.array(box, { maxLength: 30 }), fc.integer({ min: 0, max: 20 }), (boxes, gap) => {
        const found = clusters(boxes, gap)
        for (const one of boxes)
          assert.ok(found.some((cluster) => area(union(cluster, one)) === area(cluster)))
        found.forEach((a, i) =>
          found.slice(i + 1).forEach((b) => {
            const wider = { x: a.x - gap, y: a.y - gap, width: a.width + 2 * gap, height: a.height + 2 * gap }
            assert.equal(intersection(wider, b), null)
          }),
        )
      }),
    )
  })
})

describe('page space', () => {
  it('puts the crop box at the origin, whichever way the page is turned', () => {
    fc.assert(
      fc.property(crop, turn, (visible, rotation) => {
        const space = pageSpace(visible, rotation)
        const a = apply(space, { x: visible.left, y: visible.bottom })
        const b = apply(space, { x: visible.right, y: visible.top })
        const [across, down] = [visible.right - visible.left, visible.top - visible.bottom]
        const [width, height] = rotation % 180 === 0 ? [across, down] : [down, across]
        assert.deepEqual(boxBetween(a.x, a.y, b.x, b.y), { x: 0, y: 0, width, height })
      }),
    )
  })
})

describe('the reading frame', () => {
  it('is undone by that of the opposite turn', () => {
    fc.assert(
      fc.property(turn, point, (direction, from) => {
        const there = compose(readingFrame(direction), readingFrame(opposite(direction)))
        assert.deepEqual(apply(there, from), { x: from.x + 0, y: from.y + 0 })
      }),
    )
  })

  it('makes its own direction run to the right', () => {
    const ways = { 0: [1, 0], 90: [0, 1], 180: [-1, 0], 270: [0, -1] } as const
    for (const direction of [0, 90, 180, 270] as const) {
      const [x, y] = ways[direction]
      assert.equal(directionOf(x, y), direction)
      const turned = apply(readingFrame(direction), { x, y })
      assert.deepEqual([turned.x, turned.y + 0], [1, 0])
    }
  })
})

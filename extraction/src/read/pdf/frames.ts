import { area, bottom, overlap, right } from '../../geometry/box.ts'
import type { BoundingBox } from '../../model.ts'
import type { Fill, Rule } from '../page-content.ts'
import { THIN } from './ink.ts'

/** Points by which a box may stick out of the one that holds it. */
const WITHIN = 0.1
/** Margins narrower than this are rounding: nothing can be seen of what lies beneath. */
const LEAST_MARGIN = 0.05
/** Share of a filled box that others have to cover for what is left of it to be lines. */
const COVERED = 0.5
/** A grid has fewer cells; patterns have any number. */
const MOST_INNER = 1000
/** Filled boxes that may be the ground of a grid, the largest first, and the least side of one: points. */
const MOST_GROUNDS = 10
const LEAST_GROUND = 20
/** Lightness by which a cell has to differ from its ground. */
const CONTRAST = 0.05

/** A filled box, and how many darker fills were drawn before it. */
export interface WhiteBox {
  readonly bbox: BoundingBox
  readonly after: number
}

/**
 * The lines that are left of a box when others are cut out of it or laid over it: a frame, or the borders of cells. A
 * margin that is wider than a line gives none.
 */
export function leftBetween(outer: BoundingBox, inner: readonly BoundingBox[]): Rule[] {
  if (inner.length === 0 || inner.length > MOST_INNER) return []
  const covered = inner.reduce((sum, box) => sum + area(box), 0)
  if (covered < COVERED * area(outer)) return []
  const rows = inner.map((box): Side => ({ near: box.y, far: bottom(box), from: box.x, to: right(box) }))
  const columns = inner.map((box): Side => ({ near: box.x, far: right(box), from: box.y, to: bottom(box) }))
  return [
    ...margins(rows, outer.y, bottom(outer), 'horizontal'),
    ...margins(columns, outer.x, right(outer), 'vertical'),
  ]
}

/** A box along one axis (`near`, `far`) and what it spans across. */
interface Side {
  readonly near: number
  readonly far: number
  readonly from: number
  readonly to: number
}

function margins(
  sides: readonly Side[],
  start: number,
  end: number,
  orientation: Rule['orientation'],
): Rule[] {
  return sides.flatMap((side) => {
    const beside = sides.filter((other) => overlap(other.from, other.to, side.from, side.to) > WITHIN)
    const before = Math.max(start, ...beside.map(({ far }) => far).filter((far) => far <= side.near + WITHIN))
    const after = Math.min(end, ...beside.map(({ near }) => near).filter((near) => near >= side.far - WITHIN))
    return [lineIn(before, side.near, side, orientation), lineIn(side.far, after, side, orientation)].flat()
  })
}

/** The white between cells is as wide both ways, so lines reach over the corner. */
function lineIn(from: number, to: number, side: Side, orientation: Rule['orientation']): Rule[] {
  const thickness = to - from
  if (thickness < LEAST_MARGIN || thickness > THIN) return []
  return [
    {
      orientation,
      position: (from + to) / 2,
      start: side.from - thickness,
      end: side.to + thickness,
      thickness,
    },
  ]
}

/** Borders of cells that are lighter boxes laid over a darker one, as pages made from old HTML have them. */
export function linesOfGrounds(fills: readonly Fill[], white: readonly WhiteBox[]): Rule[] {
  if (fills.length === 0) return []
  return grounds(fills).flatMap(({ bbox, lightness, index }) => {
    const within = (box: BoundingBox): boolean => isWithin(box, bbox)
    const shaded = fills
      .slice(index + 1)
      .filter((fill) => Math.abs(fill.lightness - lightness) > CONTRAST && within(fill.bbox))
    const blank = white.filter((box) => box.after > index && within(box.bbox))
    return leftBetween(
      bbox,
      [...shaded, ...blank].map((box) => box.bbox),
    )
  })
}

function grounds(fills: readonly Fill[]): (Fill & { index: number })[] {
  return fills
    .map((fill, index) => ({ ...fill, index }))
    .filter(({ bbox }) => Math.min(bbox.width, bbox.height) >= LEAST_GROUND)
    .sort((a, b) => area(b.bbox) - area(a.bbox))
    .slice(0, MOST_GROUNDS)
}

export function isWithin(box: BoundingBox, outer: BoundingBox): boolean {
  return (
    box.x >= outer.x - WITHIN &&
    box.y >= outer.y - WITHIN &&
    right(box) <= right(outer) + WITHIN &&
    bottom(box) <= bottom(outer) + WITHIN
  )
}

import { boxBetween, grow, intersection, union } from '../geometry/box.ts'
import type { BoundingBox } from '../model.ts'
import type { Rule } from '../read/page-content.ts'

/** Points: axes and grid lines reach the drawing, or stand this near. */
const NEAR = 10
/** How much longer than the drawing a line may be and still belong to it. */
const LONGER = { horizontal: 1.25, vertical: 4 }
/** Points: grid lines of one chart start and end together, and follow one another within a share of their length. */
const TOGETHER = 3
const NEXT_GRID_LINE = 0.15

/** The drawing with the axes and grid lines around it. */
export function withAxes(drawing: BoundingBox, rules: readonly Rule[]): BoundingBox {
  const axes = rules.filter((rule) => belongs(rule, drawing))
  let box = axes.map(boxOf).reduce(union, drawing)
  const grid = rules.filter((rule) => axes.some((axis) => isParallel(axis, rule)))
  for (const rule of grid.toSorted((a, b) => distance(a, drawing) - distance(b, drawing))) {
    const reach = NEXT_GRID_LINE * (rule.end - rule.start)
    if (intersection(grow(box, reach), boxOf(rule)) !== null) box = union(box, boxOf(rule))
  }
  return box
}

function belongs(rule: Rule, drawing: BoundingBox): boolean {
  const size = rule.orientation === 'horizontal' ? drawing.width : drawing.height
  if (rule.end - rule.start > LONGER[rule.orientation] * size) return false
  return intersection(grow(drawing, NEAR), boxOf(rule)) !== null
}

function isParallel(a: Rule, b: Rule): boolean {
  return (
    a.orientation === b.orientation &&
    Math.abs(a.start - b.start) <= TOGETHER &&
    Math.abs(a.end - b.end) <= TOGETHER
  )
}

function boxOf({ orientation, position, start, end }: Rule): BoundingBox {
  return orientation === 'horizontal'
    ? boxBetween(start, position, end, position)
    : boxBetween(position, start, position, end)
}

function distance(rule: Rule, box: BoundingBox): number {
  const middle = rule.orientation === 'horizontal' ? box.y + box.height / 2 : box.x + box.width / 2
  return Math.abs(rule.position - middle)
}

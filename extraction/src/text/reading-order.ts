import { bottom, right } from '../geometry/box.ts'
import type { BoundingBox } from '../model.ts'

interface Placed {
  readonly bbox: BoundingBox
}

/** Points of white that part two columns. */
const GUTTER = 4
/** Of all columns together. */
const NARROWEST = 0.12
/** Boxes of neighbouring lines may overlap by this share of their height and still be one above the other. */
const SLACK = 0.25

/** Top to bottom; where a gutter parts columns, each column as a whole, left to right. */
export function inReadingOrder<T extends Placed>(items: readonly T[]): T[] {
  return groupsByGutter(strips(items)).flatMap((group) => {
    const columns = columnsOf(group)
    if (columns.length < 2) return group.toSorted((a, b) => a.bbox.y - b.bbox.y || a.bbox.x - b.bbox.x)
    return columns.flatMap((column) => inReadingOrder(column))
  })
}

/** Cut where white runs across the whole width. */
function strips<T extends Placed>(items: readonly T[]): T[][] {
  return cut(items, ({ bbox }) => [bbox.y + SLACK * Math.min(bbox.height, 8), bottom(bbox)], 0)
}

/** Cut where white runs from top to bottom; what is too narrow to be a column stands beside, not apart. */
function columnsOf<T extends Placed>(items: readonly T[]): T[][] {
  const columns = cut(items, ({ bbox }) => [bbox.x, right(bbox)], GUTTER)
  const whole = widthOf(items)
  return columns.every((column) => widthOf(column) >= NARROWEST * whole) ? columns : [[...items]]
}

function widthOf(items: readonly Placed[]): number {
  return Math.max(...items.map(({ bbox }) => right(bbox))) - Math.min(...items.map(({ bbox }) => bbox.x))
}

function cut<T>(items: readonly T[], extent: (item: T) => [number, number], least: number): T[][] {
  const sorted = items
    .map((item) => ({ item, extent: extent(item) }))
    .sort((a, b) => a.extent[0] - b.extent[0])
  const parts: T[][] = []
  let part: T[] = []
  let end = -Infinity
  for (const { item, extent } of sorted) {
    if (part.length > 0 && extent[0] - end >= least) {
      parts.push(part)
      part = []
    }
    part.push(item)
    end = Math.max(end, extent[1])
  }
  if (part.length > 0) parts.push(part)
  return parts
}

/** Neighbouring strips belong together as long as one gutter goes through all of them. */
function groupsByGutter<T extends Placed>(parts: readonly T[][]): T[][] {
  const groups: T[][] = []
  let group: T[] = []
  for (const part of parts) {
    const together = [...group, ...part]
    if (group.length > 0 && columnsOf(together).length < 2) {
      groups.push(group)
      group = part
    } else {
      group = together
    }
  }
  if (group.length > 0) groups.push(group)
  return groups
}

import type { BoundingBox } from '../model.ts'
import { bottom, grow, intersection, union } from './box.ts'

/** Boxes within `gap` of one another as one box, until no two are: the boxes that are left are farther apart. */
export function clusters(boxes: readonly BoundingBox[], gap: number): BoundingBox[] {
  const found = sweep(boxes, gap)
  return found.length === boxes.length ? found : clusters(found, gap)
}

/**
 * In order of their tops only those that the next box can still reach are compared, so the cost follows what
 * stands side by side. A box that grows may come to reach one that was left behind: the next sweep sees to it.
 */
function sweep(boxes: readonly BoundingBox[], gap: number): BoundingBox[] {
  let open: BoundingBox[] = []
  const done: BoundingBox[] = []
  for (const box of boxes.toSorted((a, b) => a.y - b.y)) {
    const reachable: BoundingBox[] = []
    for (const other of open) (bottom(other) + gap < box.y ? done : reachable).push(other)
    open = absorb(reachable, box, gap)
  }
  return [...done, ...open]
}

/** The boxes with `box` and all that it touches, and what the union then touches, made one. */
function absorb(open: readonly BoundingBox[], box: BoundingBox, gap: number): BoundingBox[] {
  let merged = box
  let apart = open
  for (;;) {
    const reach = grow(merged, gap)
    const touching = apart.filter((other) => intersection(reach, other) !== null)
    if (touching.length === 0) return [...apart, merged]
    apart = apart.filter((other) => !touching.includes(other))
    merged = touching.reduce(union, merged)
  }
}

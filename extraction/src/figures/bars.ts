import { bottom, right, unionAll } from '../geometry/box.ts'
import type { BoundingBox } from '../model.ts'

/** Bars that make a chart; fewer could be anything. */
const FEWEST = 3
/** Points: bars of one chart stand on one line and are as thick. */
const SAME = 1
/** Of the longest: bars that are all as long are the cells of a table or its bands. */
const DIFFERENT = 0.02

/** The areas of bar charts: filled boxes of one thickness that begin on a common line and end at different ones. */
export function barAreas(fills: readonly BoundingBox[]): BoundingBox[] {
  const standing = barsOf(
    fills,
    bottom,
    (box) => box.width,
    (box) => box.height,
  )
  const fromLeft = barsOf(
    fills,
    (box) => box.x,
    (box) => box.height,
    (box) => box.width,
  )
  const fromRight = barsOf(
    fills,
    right,
    (box) => box.height,
    (box) => box.width,
  )
  return [...standing, ...fromLeft, ...fromRight]
}

type Measure = (box: BoundingBox) => number

function barsOf(
  fills: readonly BoundingBox[],
  base: Measure,
  thickness: Measure,
  length: Measure,
): BoundingBox[] {
  const sorted = fills.toSorted((a, b) => base(a) - base(b) || thickness(a) - thickness(b))
  const groups: BoundingBox[][] = []
  for (const box of sorted) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    const goesOn =
      last && base(box) - base(last) <= SAME && Math.abs(thickness(box) - thickness(last)) <= SAME
    if (group && goesOn) group.push(box)
    else groups.push([box])
  }
  return groups.flatMap((group) => {
    const lengths = group.map(length)
    const longest = Math.max(...lengths)
    const kinds = new Set(lengths.map((one) => Math.round(one / (DIFFERENT * longest))))
    const area = unionAll(group)
    return group.length >= FEWEST && kinds.size >= FEWEST && area !== null ? [area] : []
  })
}

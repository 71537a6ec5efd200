import { area, bottom, grow, intersection, union } from '../geometry/box.ts'
import type { BoundingBox } from '../model.ts'
import type { PageContent } from '../read/page-content.ts'

/** Points: drawings nearer than this are one figure. */
const FIGURE_GAP = 12
/** Square points: smaller drawings are ornaments. */
const SMALLEST_FIGURE = 3000
/** Of the page: a larger drawing is its background. */
const LARGEST_FIGURE = 0.8

/** Where charts are: drawings that belong together. Images are left out: text over one is a scan's, or stands on a background. */
export function figureAreas(content: PageContent): BoundingBox[] {
  const done: BoundingBox[] = []
  let open: BoundingBox[] = []
  for (const drawing of content.drawings.toSorted((a, b) => a.y - b.y)) {
    const reach = grow(drawing, FIGURE_GAP)
    const touching = open.filter((box) => intersection(box, reach) !== null)
    const apart = open.filter((box) => intersection(box, reach) === null)
    done.push(...apart.filter((box) => bottom(box) < reach.y))
    open = [...apart.filter((box) => bottom(box) >= reach.y), touching.reduce(union, drawing)]
  }
  const page = content.width * content.height
  return [...done, ...open].filter((box) => area(box) >= SMALLEST_FIGURE && area(box) < LARGEST_FIGURE * page)
}

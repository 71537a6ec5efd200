import { area, bottom, containsCentre, grow, right, union } from '../geometry/box.ts'
import type { BoundingBox } from '../model.ts'
import type { PageContent, Word } from '../read/page-content.ts'
import type { PageLayout, TableEngine } from './engine.ts'
import type { FoundTable } from './found-table.ts'
import { latticesOf, mergeRules } from './lattice.ts'
import { linesOf } from './lines.ts'
import { openEngine } from './open-engine.ts'
import { withoutRunningLines } from './page-edges.ts'
import { ruleBetweenOf } from './rule-between.ts'
import { RuleIndex } from './rule-index.ts'
import { ruledEngine } from './ruled-engine.ts'

/** In the order in which they are asked: what one has found is not shown to the next. */
export const TABLE_ENGINES: readonly TableEngine[] = [ruledEngine, openEngine]

/** The tables of one page, from top to bottom. */
export function findTables(content: PageContent): FoundTable[] {
  const found: FoundTable[] = []
  let words: readonly Word[] = content.words.filter((word) => word.direction === 0)
  const rules = mergeRules(content.rules)
  const horizontals = new RuleIndex(rules.filter((rule) => rule.orientation === 'horizontal'))
  const shared = {
    content,
    horizontals,
    ruleBetween: ruleBetweenOf(horizontals),
    lattices: latticesOf(rules),
    figures: figureAreas(content),
  }
  for (const engine of TABLE_ENGINES) {
    const lines = withoutRunningLines(linesOf(words, rules), content.height)
    const layout: PageLayout = { ...shared, lines }
    if (!engine.fits(layout)) continue
    const tables = engine.find(layout)
    found.push(...tables)
    words = words.filter((word) => !tables.some((table) => containsCentre(grow(table.bbox, 1), word.bbox)))
  }
  return found.sort((a, b) => a.bbox.y - b.bbox.y || a.bbox.x - b.bbox.x)
}

/** Points: drawings nearer than this are one figure. */
const FIGURE_GAP = 12
/** Square points. */
const SMALLEST_FIGURE = 3000

/** Areas of drawings that belong together. Images are left out: text over one is a scan's, or stands on a background. */
function figureAreas(content: PageContent): BoundingBox[] {
  const areas: BoundingBox[] = []
  for (const drawing of content.drawings.toSorted((a, b) => a.y - b.y)) {
    const near = areas.findIndex((box) => touches(grow(box, FIGURE_GAP), drawing))
    const known = areas[near]
    if (known === undefined) areas.push(drawing)
    else areas[near] = union(known, drawing)
  }
  return areas.filter(
    (box) => area(box) >= SMALLEST_FIGURE && area(box) < 0.8 * content.width * content.height,
  )
}

function touches(a: BoundingBox, b: BoundingBox): boolean {
  return a.x <= right(b) && b.x <= right(a) && a.y <= bottom(b) && b.y <= bottom(a)
}

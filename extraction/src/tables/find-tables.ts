import { containsCentre, grow } from '../geometry/box.ts'
import type { QuarterTurn } from '../geometry/page-space.ts'
import type { PageContent } from '../read/page-content.ts'
import type { PageLayout, TableEngine } from './engine.ts'
import { figureAreas } from './figure-areas.ts'
import type { FoundTable } from './found-table.ts'
import { latticesOf, mergeRules } from './lattice.ts'
import { linesOf } from './lines.ts'
import { openEngine } from './open-engine.ts'
import { withoutRunningLines } from './page-edges.ts'
import { ruleBetweenOf } from './rule-between.ts'
import { RuleIndex } from './rule-index.ts'
import { ruledEngine } from './ruled-engine.ts'
import { withSurroundings } from './surroundings.ts'
import { turnedUpright } from './turned-upright.ts'
import { verticalLabels } from './vertical-labels.ts'

/** In the order in which they are asked: what one has found is not shown to the next. */
export const TABLE_ENGINES: readonly TableEngine[] = [ruledEngine, openEngine]

/** The tables of one page, from top to bottom; those that are printed sideways, too. */
export function findTables(content: PageContent): FoundTable[] {
  const sideways = SIDEWAYS.flatMap((direction) => sidewaysTables(content, direction))
  return [...uprightTables(content), ...sideways].sort(fromTop)
}

const SIDEWAYS: readonly QuarterTurn[] = [90, 180, 270]
/** Words in one direction: fewer are the label of an axis or a mark in the margin. */
const SIDEWAYS_WORDS = 12

function sidewaysTables(content: PageContent, direction: QuarterTurn): FoundTable[] {
  if (content.words.filter((word) => word.direction === direction).length < SIDEWAYS_WORDS) return []
  const { upright, back } = turnedUpright(content, direction)
  return uprightTables(upright).map(back)
}

const fromTop = (a: FoundTable, b: FoundTable): number => a.bbox.y - b.bbox.y || a.bbox.x - b.bbox.x

function uprightTables(content: PageContent): FoundTable[] {
  const found: FoundTable[] = []
  const rules = mergeRules(content.rules)
  const horizontals = new RuleIndex(rules.filter((rule) => rule.orientation === 'horizontal'))
  const shared = {
    content,
    horizontals,
    ruleBetween: ruleBetweenOf(horizontals),
    lattices: latticesOf(rules),
    figures: figureAreas(content),
  }
  let words = [...content.words.filter((word) => word.direction === 0), ...verticalLabels(content.words)]
  let lines = withoutRunningLines(linesOf(words, rules), content.height)
  for (const engine of TABLE_ENGINES) {
    const layout: PageLayout = { ...shared, lines }
    const tables = engine.fits(layout) ? engine.find(layout) : []
    if (tables.length === 0) continue
    found.push(...tables)
    const taken = tables.map((table) => grow(table.bbox, 1))
    words = words.filter((word) => !taken.some((box) => containsCentre(box, word.bbox)))
    lines = withoutRunningLines(linesOf(words, rules), content.height)
  }
  const inOrder = found.sort(fromTop)
  return withSurroundings(inOrder, lines)
}

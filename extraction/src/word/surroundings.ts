import { lineText } from '../tables/draft.ts'
import { titleAmong } from '../tables/surroundings.ts'
import type { FlowItem } from './flow.ts'
import type { Line } from './words.ts'

/** Lines over a table that are looked at. */
const LINES = 5

export interface Surroundings {
  readonly title: string | null
  /** The nearest first. */
  readonly above: readonly Line[]
}

/** What stands over the table at this place: the text items before it, up to another table or figure. */
export function surroundingsOf(items: readonly FlowItem[], at: number): Surroundings {
  const above: Line[] = []
  for (let before = at - 1; before >= 0 && above.length < LINES; before--) {
    const item = items[before]
    if (item?.kind !== 'text' || item.role === 'page_header') break
    above.push(...item.lines.toReversed())
  }
  const nearest = above.slice(0, LINES)
  return { title: titleAmong(nearest.map(lineText)), above: nearest }
}

import { overlap } from '../geometry/box.ts'
import type { Rule } from '../read/page-content.ts'
import type { RuleIndex } from './rule-index.ts'

/** The horizontal rule between two heights that runs under at least half of an extent; null when there is none. */
export type RuleBetween = (from: number, to: number, left: number, right: number) => Rule | null

/** Share of the extent that a rule has to run under. */
const UNDER = 0.5

export function ruleBetweenOf(horizontals: RuleIndex): RuleBetween {
  return (from, to, left, right) => {
    for (const rule of horizontals.between(from, to)) {
      if (overlap(rule.start, rule.end, left, right) >= UNDER * (right - left)) return rule
    }
    return null
  }
}

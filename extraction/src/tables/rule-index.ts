import type { Rule } from '../read/page-content.ts'

/** Rules of one orientation, by position, for look-ups that do not walk over all of them. */
export class RuleIndex {
  readonly rules: readonly Rule[]

  constructor(rules: readonly Rule[]) {
    this.rules = rules.toSorted((a, b) => a.position - b.position)
  }

  /** Those whose position lies in [from, to]. */
  *between(from: number, to: number): Iterable<Rule> {
    for (let index = this.#first(from); index < this.rules.length; index++) {
      const rule = this.rules[index]
      if (rule === undefined || rule.position > to) return
      yield rule
    }
  }

  /** Whether one with its position in [from, to] passes through `at` along its length. */
  anyBetween(from: number, to: number, at: number): boolean {
    for (const rule of this.between(from, to)) if (rule.start <= at && rule.end >= at) return true
    return false
  }

  #first(position: number): number {
    let low = 0
    let high = this.rules.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.rules[middle]?.position ?? 0) < position) low = middle + 1
      else high = middle
    }
    return low
  }
}

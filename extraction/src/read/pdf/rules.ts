import type { Rule } from '../page-content.ts'

/** Lines this near to one another sideways are drawn as one: points. */
const SAME_LINE = 0.8
/** Ends this near meet. */
const MEET = 1
/** Pieces up to this long are dashes or dots: they may stand as far apart as they are long, dots up to DOT_GAP. */
const DASH = 9
const DOT_GAP = 4
/** Two lines of a double rule stand no farther apart; text lines always do. */
const DOUBLE = 3.2
/** Shorter lines are marks, not rules. */
const SHORTEST = 4

/** Joins the pieces of each line: fragments end to end, dashes, dots, and the two lines of a double rule. */
export function joinRules(pieces: readonly Rule[]): Rule[] {
  const horizontal = pieces.filter((piece) => piece.orientation === 'horizontal')
  const vertical = pieces.filter((piece) => piece.orientation === 'vertical')
  return [...joinOneWay(horizontal), ...joinOneWay(vertical)]
}

function joinOneWay(pieces: Rule[]): Rule[] {
  const joined = groupByPosition(pieces).flatMap(joinCollinear)
  return joinDoubles(joined.filter((rule) => rule.end - rule.start >= SHORTEST))
}

function groupByPosition(pieces: Rule[]): Rule[][] {
  const sorted = pieces.sort((a, b) => a.position - b.position)
  const groups: Rule[][] = []
  let group: Rule[] = []
  for (const piece of sorted) {
    const first = group[0]
    if (first !== undefined && piece.position - first.position > SAME_LINE) {
      groups.push(group)
      group = []
    }
    group.push(piece)
  }
  if (group.length > 0) groups.push(group)
  return groups
}

function joinCollinear(group: Rule[]): Rule[] {
  const sorted = group.sort((a, b) => a.start - b.start)
  const joined: Rule[] = []
  /** Length of the last piece added to the current rule: what tells dashes from separate rules. */
  let piece = 0
  for (const next of sorted) {
    const current = joined.at(-1)
    const length = next.end - next.start
    if (current !== undefined && next.start - current.end <= reach(piece, length)) {
      joined[joined.length - 1] = join(current, next)
    } else {
      joined.push(next)
    }
    piece = length
  }
  return joined
}

/** How far apart two neighbouring pieces of these lengths may stand and still be one line. */
function reach(a: number, b: number): number {
  if (a > DASH || b > DASH) return MEET
  return Math.max(MEET, Math.min(DOT_GAP, 3 * Math.max(a, b)), Math.min(a, b))
}

function join(a: Rule, b: Rule): Rule {
  const lengthA = a.end - a.start
  const lengthB = b.end - b.start
  return {
    orientation: a.orientation,
    position: lengthA >= lengthB ? a.position : b.position,
    start: Math.min(a.start, b.start),
    end: Math.max(a.end, b.end),
    thickness: Math.max(a.thickness, b.thickness),
  }
}

function joinDoubles(rules: Rule[]): Rule[] {
  const sorted = rules.sort((a, b) => a.position - b.position || a.start - b.start)
  const kept: Rule[] = []
  for (const rule of sorted) {
    const twin = findTwin(kept, rule)
    if (twin === -1) kept.push(rule)
    else kept[twin] = doubled(kept[twin] ?? rule, rule)
  }
  return kept
}

/** Index of the rule just before that runs alongside; they are sorted, so the search is short. */
function findTwin(kept: readonly Rule[], rule: Rule): number {
  const nearest = Math.max(0, kept.length - 64)
  for (let i = kept.length - 1; i >= nearest; i--) {
    const other = kept[i]
    if (other === undefined || rule.position - other.position > DOUBLE) return -1
    const shared = Math.min(rule.end, other.end) - Math.max(rule.start, other.start)
    if (shared >= 0.9 * Math.max(rule.end - rule.start, other.end - other.start)) return i
  }
  return -1
}

function doubled(a: Rule, b: Rule): Rule {
  const top = Math.min(a.position - a.thickness / 2, b.position - b.thickness / 2)
  const low = Math.max(a.position + a.thickness / 2, b.position + b.thickness / 2)
  return {
    orientation: a.orientation,
    position: (top + low) / 2,
    start: Math.min(a.start, b.start),
    end: Math.max(a.end, b.end),
    thickness: low - top,
  }
}

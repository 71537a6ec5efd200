import type { Rule, Word } from '../read/page-content.ts'
import { isLeader, isStretched, joinsAcrossGap, looksLikeValue, opensNumber, rightOf } from './word-joins.ts'
import { RuleIndex } from './rule-index.ts'

/** Words of one line that stand together: what may become a cell's line. */
export interface Run {
  readonly words: readonly Word[]
  readonly left: number
  readonly right: number
}

/** Words on one baseline, parted into runs where gaps are wide, or drawn through. */
export interface Line {
  readonly runs: readonly Run[]
  readonly baseline: number
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
  /** Points: the size of most of its text. */
  readonly size: number
  /** Dots lead from one run to the next. */
  readonly leaders: boolean
}

/** Baselines nearer than this share of the font size are one line: below a half line, above rounding. */
const SAME_BASELINE = 0.3

/** The lines of horizontal words, from top to bottom. Vertical rules part runs, for a cell never crosses one. */
export function linesOf(words: readonly Word[], rules: readonly Rule[]): Line[] {
  const verticals = new RuleIndex(rules.filter((rule) => rule.orientation === 'vertical'))
  const [raised, standing] = partition(words, (word) => word.superscript)
  const groups = groupByBaseline(standing)
  attachRaised(groups, raised)
  return joinedShifted(groups)
    .map((group) => lineOf(group, verticals))
    .filter((line) => line !== null)
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = []
  const no: T[] = []
  for (const item of items) (test(item) ? yes : no).push(item)
  return [yes, no]
}

function groupByBaseline(words: readonly Word[]): Word[][] {
  const groups: Word[][] = []
  let baseline = Number.NEGATIVE_INFINITY
  for (const word of words.toSorted((a, b) => a.baseline - b.baseline || a.bbox.x - b.bbox.x)) {
    const group = groups.at(-1)
    if (group !== undefined && word.baseline - baseline <= SAME_BASELINE * word.fontSize) group.push(word)
    else {
      groups.push([word])
      baseline = word.baseline
    }
  }
  return groups
}

/** In em: baselines this near are one line where the words stand beside each other, as values shifted in their cells do. */
const SHIFTED_BASELINE = 0.55

function joinedShifted(groups: readonly Word[][]): Word[][] {
  const joined: Word[][] = []
  for (const group of groups) {
    const above = joined.at(-1)
    const size = Math.max(group[0]?.fontSize ?? 0, above?.[0]?.fontSize ?? 0)
    if (
      above &&
      baselineOf(group) - baselineOf(above) <= SHIFTED_BASELINE * size &&
      standBeside(above, group)
    ) {
      above.push(...group)
    } else joined.push([...group])
  }
  return joined
}

/** No word of one lies over or under a word of the other. */
function standBeside(a: readonly Word[], b: readonly Word[]): boolean {
  const words = [...a.map((word) => ({ word, of: a })), ...b.map((word) => ({ word, of: b }))]
  words.sort((one, other) => one.word.bbox.x - other.word.bbox.x)
  return words.every(({ word, of }, index) => {
    const before = words[index - 1]
    return (
      before === undefined || before.of === of || before.word.bbox.x + before.word.bbox.width <= word.bbox.x
    )
  })
}

/** A raised mark belongs to the line that it reaches into and whose word ends where it begins. */
function attachRaised(groups: Word[][], raised: readonly Word[]): void {
  for (const mark of raised) {
    const group = nearestGroup(groups, mark)
    if (group) group.push(mark)
    else groups.push([mark])
  }
  groups.sort((a, b) => baselineOf(a) - baselineOf(b))
}

function nearestGroup(groups: readonly Word[][], mark: Word): Word[] | undefined {
  const foot = mark.bbox.y + mark.bbox.height
  let best: Word[] | undefined
  let bestDistance = Number.POSITIVE_INFINITY
  const from = firstBelow(groups, mark.bbox.y)
  for (let index = from; index < groups.length; index++) {
    const group = groups[index]
    if (group === undefined || baselineOf(group) > foot + mark.fontSize * 1.5) break
    for (const word of group) {
      const distance =
        Math.abs(mark.bbox.x - (word.bbox.x + word.bbox.width)) + Math.abs(word.baseline - foot)
      if (distance < bestDistance) [best, bestDistance] = [group, distance]
    }
  }
  return best
}

/** Index of the first group whose baseline is not above y: the groups are in order. */
function firstBelow(groups: readonly Word[][], y: number): number {
  let low = 0
  let high = groups.length
  while (low < high) {
    const middle = (low + high) >> 1
    const group = groups[middle]
    if (group !== undefined && baselineOf(group) < y) low = middle + 1
    else high = middle
  }
  return low
}

function baselineOf(group: readonly Word[]): number {
  return group.find((word) => !word.superscript)?.baseline ?? group[0]?.baseline ?? 0
}

function lineOf(words: Word[], verticals: RuleIndex): Line | null {
  words.sort((a, b) => a.bbox.x - b.bbox.x)
  const runs: Run[] = []
  let open: Word[] = []
  let leaders = false
  const close = () => {
    const first = open[0]
    if (first) runs.push({ words: open, left: first.bbox.x, right: endOf(open) })
    open = []
  }
  for (const [index, word] of words.entries()) {
    if (isLeader(word.text)) {
      leaders = true
      close()
      continue
    }
    const previous = open.at(-1)
    if (previous && isParted(previous, word, words, index, verticals)) close()
    open.push(word)
  }
  close()
  return runs.length === 0 ? null : { ...measuredLine(runs), leaders }
}

function isParted(
  previous: Word,
  word: Word,
  line: readonly Word[],
  index: number,
  verticals: RuleIndex,
): boolean {
  if (verticals.anyBetween(rightOf(previous) - 1, word.bbox.x + 1, middleOf(word))) return true
  const after = line[index + 1]
  const opensNext = opensNumber(word.text) && after !== undefined && looksLikeValue(after.text)
  if (opensNext && looksLikeValue(previous.text)) return true
  if (joinsAcrossGap(previous, word)) return false
  return !isStretched(line[index - 2], previous, word, after)
}

function measuredLine(runs: readonly Run[]): Omit<Line, 'leaders'> {
  const words = runs.flatMap((run) => run.words)
  const standing = words.filter((word) => !word.superscript)
  const sizes = (standing.length > 0 ? standing : words).map((word) => word.fontSize).sort((a, b) => a - b)
  return {
    runs,
    baseline: baselineOf(words),
    top: Math.min(...words.map((word) => word.bbox.y)),
    bottom: Math.max(...words.map((word) => word.bbox.y + word.bbox.height)),
    left: runs[0]?.left ?? 0,
    right: Math.max(...runs.map((run) => run.right)),
    size: sizes[sizes.length >> 1] ?? 0,
  }
}

function endOf(words: readonly Word[]): number {
  return Math.max(...words.map(rightOf))
}

function middleOf(word: Word): number {
  return word.bbox.y + word.bbox.height / 2
}

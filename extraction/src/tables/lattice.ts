import type { Rule } from '../read/page-content.ts'
import { RuleIndex } from './rule-index.ts'

/**
 * Rules that cross, as a grid: lines, and which elementary cells no drawn line parts.
 * The method is that of pdfplumber's TableFinder (edges, intersections, cells), on merged edges.
 */
export interface Lattice {
  /** Positions of the vertical lines, ascending: one more than columns. */
  readonly xs: readonly number[]
  /** Positions of the horizontal lines, ascending: one more than rows. */
  readonly ys: readonly number[]
  readonly cells: readonly LatticeCell[]
  /** Drawn grid lines, of those that the grid would have if it were complete, 0..1. */
  readonly ruled: number
}

export interface LatticeCell {
  readonly row: number
  readonly column: number
  readonly rowSpan: number
  readonly columnSpan: number
}

/** Points. Lines nearer than this are one line drawn twice; ends nearer than this touch. */
const TOUCH = 3

/** Share of a cell's side that has to be drawn for the side to part. */
const DRAWN = 0.6

export function latticesOf(rules: readonly Rule[]): Lattice[] {
  const merged = mergeRules(rules)
  return components(merged)
    .map(latticeOf)
    .filter((lattice) => lattice !== null)
}

/** Pieces of one line become one rule; a line drawn twice becomes one. */
export function mergeRules(rules: readonly Rule[]): Rule[] {
  return (['horizontal', 'vertical'] as const).flatMap((orientation) => {
    const along = rules.filter((rule) => rule.orientation === orientation)
    return clusters(along, (rule) => rule.position, TOUCH).flatMap(mergeCollinear)
  })
}

function mergeCollinear(rules: readonly Rule[]): Rule[] {
  const merged: Rule[] = []
  for (const rule of rules.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last && rule.start <= last.end + TOUCH) {
      merged[merged.length - 1] = {
        ...last,
        end: Math.max(last.end, rule.end),
        thickness: Math.max(last.thickness, rule.thickness),
      }
    } else merged.push(rule)
  }
  return merged
}

/** Groups of values in which no value is further than `within` from the group's first. */
function clusters<T>(items: readonly T[], value: (item: T) => number, within: number): T[][] {
  const groups: T[][] = []
  let start = Number.NEGATIVE_INFINITY
  for (const item of items.toSorted((a, b) => value(a) - value(b))) {
    const group = groups.at(-1)
    if (group && value(item) - start <= within) group.push(item)
    else {
      groups.push([item])
      start = value(item)
    }
  }
  return groups
}

/** Sets of rules that cross one another, directly or through others. */
function components(rules: readonly Rule[]): Rule[][] {
  const horizontals = rules.filter((rule) => rule.orientation === 'horizontal')
  const verticals = new RuleIndex(rules.filter((rule) => rule.orientation === 'vertical'))
  const parents = new Map<Rule, Rule>()
  for (const horizontal of horizontals) {
    for (const vertical of verticals.between(horizontal.start - TOUCH, horizontal.end + TOUCH)) {
      if (vertical.start - TOUCH > horizontal.position || vertical.end + TOUCH < horizontal.position) continue
      const [a, b] = [rootOf(parents, horizontal), rootOf(parents, vertical)]
      if (a !== b) parents.set(a, b)
    }
  }
  const groups = new Map<Rule, Rule[]>()
  for (const rule of rules) {
    const root = rootOf(parents, rule)
    const group = groups.get(root)
    if (group) group.push(rule)
    else groups.set(root, [rule])
  }
  return [...groups.values()].filter((group) => group.length >= 3)
}

function rootOf(parents: Map<Rule, Rule>, rule: Rule): Rule {
  let root = rule
  for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent
  for (let step = rule; step !== root;) {
    const parent = parents.get(step)
    if (parent === undefined) break
    parents.set(step, root)
    step = parent
  }
  return root
}

function latticeOf(rules: readonly Rule[]): Lattice | null {
  const horizontals = rules.filter((rule) => rule.orientation === 'horizontal')
  const verticals = rules.filter((rule) => rule.orientation === 'vertical')
  const [allXs, allYs] = [gridPositions(verticals, horizontals), gridPositions(horizontals, verticals)]
  const xs = withoutTicks(allXs, allYs, verticals)
  const ys = withoutTicks(allYs, allXs, horizontals)
  const [columns, rows] = [xs.length - 1, ys.length - 1]
  if (columns < 1 || rows < 1) return null
  // sides[r * (columns + 1) + c]: is the line left of cell (r, c) drawn; likewise tops
  const sides = drawnSides(verticals, xs, ys)
  const tops = drawnSides(horizontals, ys, xs)
  const left = (row: number, column: number) => sides[column]?.[row] ?? false
  const top = (row: number, column: number) => tops[row]?.[column] ?? false
  return {
    xs,
    ys,
    cells: mergeCells(rows, columns, left, top),
    ruled: shareDrawn([...sides, ...tops]),
  }
}

/** Clustered positions, and where the crossing lines go on beyond the outermost ones, their common ends: an open side. */
function gridPositions(rules: readonly Rule[], crossing: readonly Rule[]): number[] {
  const positions = clusters(rules, (rule) => rule.position, TOUCH).map(
    (group) => group.reduce((sum, rule) => sum + rule.position, 0) / group.length,
  )
  const starts = crossing.map((rule) => rule.start).sort((a, b) => a - b)
  const ends = crossing.map((rule) => rule.end).sort((a, b) => a - b)
  const start = starts[starts.length >> 2]
  const end = ends[ends.length - 1 - (ends.length >> 2)]
  const [first, last] = [positions[0], positions.at(-1)]
  const before = start !== undefined && first !== undefined && start < first - OPEN_SIDE ? [start] : []
  const after = end !== undefined && last !== undefined && end > last + OPEN_SIDE ? [end] : []
  return [...before, ...positions, ...after]
}

/** Leaves out inner lines that part no cell anywhere: the ticks of an axis. */
function withoutTicks(
  positions: readonly number[],
  steps: readonly number[],
  rules: readonly Rule[],
): number[] {
  const drawn = drawnSides(rules, positions, steps)
  return positions.filter(
    (_, index) => index === 0 || index === positions.length - 1 || drawn[index]?.some(Boolean),
  )
}

/** Points: lines that reach this far beyond the last crossing line enclose one more column (or row). */
const OPEN_SIDE = 8

/** For each grid line, for each step along it: whether it is drawn there. */
function drawnSides(
  rules: readonly Rule[],
  positions: readonly number[],
  steps: readonly number[],
): boolean[][] {
  const drawn = positions.map(() => new Array<number>(steps.length - 1).fill(0))
  for (const rule of rules) {
    const lengths = drawn[nearest(positions, rule.position)]
    if (lengths === undefined) continue
    for (let step = Math.max(0, firstAbove(steps, rule.start) - 1); step < lengths.length; step++) {
      const [from, to] = [steps[step] ?? 0, steps[step + 1] ?? 0]
      if (from >= rule.end) break
      lengths[step] = (lengths[step] ?? 0) + Math.max(0, Math.min(to, rule.end) - Math.max(from, rule.start))
    }
  }
  return drawn.map((lengths) =>
    lengths.map((length, step) => length >= DRAWN * ((steps[step + 1] ?? 0) - (steps[step] ?? 0))),
  )
}

function firstAbove(sorted: readonly number[], value: number): number {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((sorted[middle] ?? 0) <= value) from = middle + 1
    else to = middle
  }
  return from
}

/** The lower one of two that are as near. */
function nearest(sorted: readonly number[], value: number): number {
  const above = firstAbove(sorted, value)
  const [before, after] = [sorted[above - 1], sorted[above]]
  if (before === undefined) return 0
  return after !== undefined && after - value < value - before ? above : above - 1
}

function shareDrawn(lines: readonly (readonly boolean[])[]): number {
  const sides = lines.flat()
  return sides.length === 0 ? 0 : sides.filter(Boolean).length / sides.length
}

/** Elementary cells that no line parts become one; where they form no rectangle, each row keeps its own. */
function mergeCells(
  rows: number,
  columns: number,
  left: (row: number, column: number) => boolean,
  top: (row: number, column: number) => boolean,
): LatticeCell[] {
  const group = new Int32Array(rows * columns).fill(-1)
  const cells: LatticeCell[] = []
  for (let start = 0; start < group.length; start++) {
    if (group[start] !== -1) continue
    const members = flood(start, rows, columns, group, left, top)
    cells.push(...rectangles(members, columns))
  }
  return cells.sort((a, b) => a.row - b.row || a.column - b.column)
}

function flood(
  start: number,
  rows: number,
  columns: number,
  group: Int32Array,
  left: (row: number, column: number) => boolean,
  top: (row: number, column: number) => boolean,
): number[] {
  const members: number[] = []
  const open = [start]
  group[start] = start
  const visit = (index: number, parted: boolean) => {
    if (parted || group[index] !== -1) return
    group[index] = start
    open.push(index)
  }
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    members.push(index)
    const [row, column] = [Math.floor(index / columns), index % columns]
    if (column > 0) visit(index - 1, left(row, column))
    if (column < columns - 1) visit(index + 1, left(row, column + 1))
    if (row > 0) visit(index - columns, top(row, column))
    if (row < rows - 1) visit(index + columns, top(row + 1, column))
  }
  return members
}

function rectangles(members: readonly number[], columns: number): LatticeCell[] {
  const rowOf = (index: number) => Math.floor(index / columns)
  const columnOf = (index: number) => index % columns
  const rows = members.map(rowOf)
  const cols = members.map(columnOf)
  const [top, bottom] = [Math.min(...rows), Math.max(...rows)]
  const [first, last] = [Math.min(...cols), Math.max(...cols)]
  const [rowSpan, columnSpan] = [bottom - top + 1, last - first + 1]
  if (rowSpan * columnSpan === members.length) return [{ row: top, column: first, rowSpan, columnSpan }]
  return rowStretches(members, columns)
}

function rowStretches(members: readonly number[], columns: number): LatticeCell[] {
  const cells: { row: number; column: number; rowSpan: number; columnSpan: number }[] = []
  let previous = Number.NaN
  for (const index of members.toSorted((a, b) => a - b)) {
    const last = cells.at(-1)
    if (last && index === previous + 1 && index % columns !== 0) last.columnSpan += 1
    else cells.push({ row: Math.floor(index / columns), column: index % columns, rowSpan: 1, columnSpan: 1 })
    previous = index
  }
  return cells
}

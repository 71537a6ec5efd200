import type { Line, Run } from './lines.ts'
import { isValueRun } from './runs.ts'

/** Share of a column's width that a line of prose fills. */
const FULL_WIDTH = 0.72
const FULL_WORDS = 4
/** Lines one after the other that make a block of prose. */
const BLOCK = 4

/** Text from edge to edge without a gap that could be a column's. */
export function isFull(runs: readonly Run[], width: number): boolean {
  const words = runs.flatMap((run) => run.words)
  const size = words[0]?.fontSize ?? 0
  const extent = (runs.at(-1)?.right ?? 0) - (runs[0]?.left ?? 0)
  const widest = Math.max(0, ...runs.slice(1).map((run, index) => run.left - (runs[index]?.right ?? 0)))
  const values = runs.filter(isValueRun).length
  return (
    extent >= FULL_WIDTH * width &&
    words.length >= FULL_WORDS &&
    widest <= WIDEST_SPACE * size &&
    values * 2 < runs.length
  )
}

/** In em: spaces of a line set to full width in a narrow column. */
const WIDEST_SPACE = 2.2

/**
 * A test for lines of prose set to full width, some of whose spaces are as wide as a column's gap: they reach from edge to
 * edge of a block of prose. Where there is no such block no line is prose.
 */
export function proseTest(lines: readonly Line[]): (line: Line) => boolean {
  const edges = blockEdges(lines)
  return (line) =>
    edges.some(
      ({ left, right }) =>
        Math.abs(line.left - left) <= EDGE &&
        Math.abs(line.right - right) <= EDGE &&
        isFull(line.runs, right - left),
    )
}

/** Points. */
const EDGE = 1.5

/** The edges of blocks in which full lines of one run follow each other. */
function blockEdges(lines: readonly Line[]): { left: number; right: number }[] {
  const edges: { left: number; right: number }[] = []
  let stretch = 0
  for (const [index, line] of lines.entries()) {
    const above = lines[index - 1]
    const same =
      above !== undefined &&
      line.runs.length === 1 &&
      (line.runs[0]?.words.length ?? 0) >= FULL_WORDS &&
      Math.abs(line.left - above.left) <= EDGE &&
      Math.abs(line.right - above.right) <= EDGE
    stretch = same ? stretch + 1 : 0
    if (stretch === BLOCK - 1) edges.push({ left: line.left, right: line.right })
  }
  return edges
}

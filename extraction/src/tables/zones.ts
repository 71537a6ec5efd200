import { medianSize } from './columns.ts'
import type { Line } from './lines.ts'
import { isFull } from './prose.ts'

/** Lines of one column of the page, from top to bottom: where a table may stand. */
export type Zone = readonly Line[]

/** Lines in a row that have to be full on both sides of a gutter for it to part columns of prose. */
const FULL_LINES = 4
/** In em: the narrowest gutter between columns of a page. */
const PAGE_GUTTER = 0.9

/** Parts a page where prose runs in columns side by side; a page of one column is one zone. */
export function zonesOf(lines: readonly Line[]): Zone[] {
  const gutter = proseGutter(lines)
  if (gutter === null) return lines.length === 0 ? [] : [lines]
  const { x, from, to } = gutter
  const inside = lines.slice(from, to)
  return [
    ...zonesOf(lines.slice(0, from)),
    ...zonesOf(side(inside, (right) => right <= x)),
    ...zonesOf(side(inside, (right) => right > x)),
    ...zonesOf(lines.slice(to)),
  ]
}

function side(lines: readonly Line[], belongs: (right: number) => boolean): Line[] {
  return lines.flatMap((line) => {
    const runs = line.runs.filter((run) => belongs(run.right))
    if (runs.length === 0) return []
    const words = runs.flatMap((run) => run.words)
    return [
      {
        ...line,
        runs,
        left: runs[0]?.left ?? 0,
        right: Math.max(...runs.map((run) => run.right)),
        top: Math.min(...words.map((word) => word.bbox.y)),
        bottom: Math.max(...words.map((word) => word.bbox.y + word.bbox.height)),
      },
    ]
  })
}

interface Gutter {
  readonly x: number
  readonly from: number
  readonly to: number
}

function proseGutter(lines: readonly Line[]): Gutter | null {
  for (const x of [...likelyGutters(lines), ...beforeColumns(lines)]) {
    for (const [from, to] of uncrossed(lines, x)) {
      const inside = lines.slice(from, to)
      if (isProse(inside, x, 'left') && isProse(inside, x, 'right'))
        return { x, from, to: from + columnsEnd(inside, x) }
    }
  }
  return null
}

/** The few x that most wide gaps share, the most shared first. */
function likelyGutters(lines: readonly Line[]): number[] {
  const em = medianSize(lines)
  const events = lines
    .flatMap((line) =>
      line.runs.slice(1).map((run, index) => ({ from: line.runs[index]?.right ?? 0, to: run.left })),
    )
    .filter((gap) => gap.to - gap.from >= PAGE_GUTTER * em)
    .flatMap((gap) => [
      { x: gap.from, step: 1 },
      { x: gap.to, step: -1 },
    ])
    .sort((a, b) => a.x - b.x || a.step - b.step)
  const peaks: { x: number; depth: number }[] = []
  let depth = 0
  for (const [index, event] of events.entries()) {
    depth += event.step
    const next = events[index + 1]
    if (event.step === 1 && next?.step === -1 && depth >= FULL_LINES)
      peaks.push({ x: (event.x + next.x) / 2, depth })
  }
  return peaks
    .sort((a, b) => b.depth - a.depth)
    .slice(0, 4)
    .map((peak) => peak.x)
}

/** The white before the left edges that most lines share: columns whose baselines differ have no gap on a common line. */
function beforeColumns(lines: readonly Line[]): number[] {
  const em = medianSize(lines)
  const starts = Map.groupBy(
    lines.flatMap((line) => line.runs),
    (run) => Math.round(run.left),
  )
  const leftmost = Math.min(...lines.map((line) => line.left))
  return [...starts]
    .filter(([left, runs]) => runs.length >= FULL_LINES && left > leftmost + em)
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, 2)
    .map(([left]) => left - (PAGE_GUTTER / 2) * em)
}

/** Stretches of lines, as indexes, in which no run crosses x. */
function uncrossed(lines: readonly Line[], x: number): [number, number][] {
  const stretches: [number, number][] = []
  let from = 0
  for (let index = 0; index <= lines.length; index++) {
    const line = lines[index]
    const crossed = line === undefined || line.runs.some((run) => run.left < x && run.right > x)
    if (!crossed) continue
    if (index - from >= FULL_LINES) stretches.push([from, index])
    from = index + 1
  }
  return stretches
}

type Side = 'left' | 'right'

const runsOn = (line: Line, x: number, side: Side) =>
  line.runs.filter((run) => (side === 'left' ? run.right <= x : run.left >= x))

/**
 * Past the last line of the columns. A table over the page's whole width may follow whose cells happen to leave the gutter
 * free: nothing in it begins where the right column did.
 */
function columnsEnd(lines: readonly Line[], x: number): number {
  const rights = lines.map((line) => runsOn(line, x, 'right'))
  const edge = Math.min(...rights.flat().map((run) => run.left))
  const last = rights.findLastIndex((runs) => runs.some((run) => run.left - edge <= SAME_EDGE))
  const after = lines.slice(last + 1)
  const straddles = after.filter((line) => line.left < x && line.right > x).length
  if (straddles < FULL_LINES) return lines.length
  const first = after.findIndex((line) => line.left < x && line.right > x)
  return last + 1 + first
}

/** Points. */
const SAME_EDGE = 2

function isProse(lines: readonly Line[], x: number, which: Side): boolean {
  const sides = lines.map((line) => runsOn(line, x, which)).filter((runs) => runs.length > 0)
  const left = Math.min(...sides.map((runs) => runs[0]?.left ?? 0))
  const right = Math.max(...sides.map((runs) => runs.at(-1)?.right ?? 0))
  let full = 0
  let most = 0
  let short = 0
  for (const runs of sides) {
    short = isFull(runs, right - left) ? 0 : short + 1
    if (short === 0) full++
    // One short line ends a paragraph.
    if (short > 1) full = 0
    most = Math.max(most, full)
  }
  return most >= FULL_LINES
}

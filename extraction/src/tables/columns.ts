import { overlap } from '../geometry/box.ts'
import type { Line, Run } from './lines.ts'

/** A column's extent, by the text in it. */
export interface Column {
  readonly left: number
  readonly right: number
}

/** In em: gutters narrower than this are chance. */
const NARROWEST_GUTTER = 0.25

/** Lines that may cross a gutter, of all: spanning headings and long labels among many rows. */
const CROSSING_SHARE = 0.08

/**
 * The columns of lines by the white that runs down between them: the stretches of x that hardly any run covers.
 * Linear in the number of runs but for their sorting.
 */
export function columnsOf(lines: readonly Line[]): Column[] {
  const runs = lines.flatMap((line) => line.runs)
  if (runs.length === 0) return []
  const allowed = lines.length < 6 ? 0 : Math.max(1, Math.floor(lines.length * CROSSING_SHARE))
  const em = medianSize(lines)
  const stretches = coveredStretches(runs, allowed, NARROWEST_GUTTER * em)
  const columns = withStrays(stretches, runs)
  return columns.map((column) => tightened(column, columns, runs))
}

/** Maximal stretches that more than `allowed` runs cover; gaps narrower than `narrowest` do not part. */
function coveredStretches(runs: readonly Run[], allowed: number, narrowest: number): Column[] {
  const events = runs
    .flatMap((run) => [
      { x: run.left, step: 1 },
      { x: run.right, step: -1 },
    ])
    .sort((a, b) => a.x - b.x || b.step - a.step)
  const stretches: { left: number; right: number }[] = []
  let depth = 0
  for (const { x, step } of events) {
    const before = depth
    depth += step
    if (before <= allowed && depth > allowed) {
      const last = stretches.at(-1)
      if (last && x - last.right < narrowest) last.right = Number.NaN
      else stretches.push({ left: x, right: Number.NaN })
    } else if (before > allowed && depth <= allowed) {
      const last = stretches.at(-1)
      if (last) last.right = x
    }
  }
  return stretches
}

/** Runs that stand wholly between columns are columns too, however few they are. */
function withStrays(columns: readonly Column[], runs: readonly Run[]): Column[] {
  const strays = runs.filter((run) => columns.every((column) => !overlaps(column, run)))
  const merged: { left: number; right: number }[] = []
  for (const run of strays.toSorted((a, b) => a.left - b.left)) {
    const last = merged.at(-1)
    if (last && run.left < last.right) last.right = Math.max(last.right, run.right)
    else merged.push({ left: run.left, right: run.right })
  }
  return [...columns, ...merged].sort((a, b) => a.left - b.left)
}

/** The extent of the runs that stand in this column and no other. */
function tightened(column: Column, columns: readonly Column[], runs: readonly Run[]): Column {
  const own = runs.filter(
    (run) => overlaps(column, run) && columns.every((other) => other === column || !overlaps(other, run)),
  )
  return own.length === 0
    ? column
    : { left: Math.min(...own.map((run) => run.left)), right: Math.max(...own.map((run) => run.right)) }
}

export function overlaps(column: Column, run: { left: number; right: number }): boolean {
  return overlap(run.left, run.right, column.left, column.right) > 0
}

export function medianSize(lines: readonly Line[]): number {
  const sizes = lines.map((line) => line.size).sort((a, b) => a - b)
  return sizes[sizes.length >> 1] ?? 10
}

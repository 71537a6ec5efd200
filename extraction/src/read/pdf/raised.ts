import type { Fragment } from './fragments.ts'
import type { Line } from './lines.ts'

/** In sizes of the host: a mark is smaller than its host, off its baseline, and beside it. */
const SMALLER = 0.85
const LEAST_RISE = 0.06
const MOST_RISE = 0.75
const MOST_DROP = 0.45
const BESIDE = 0.4
/** The mark of a footnote may stand this far before the text that it opens. */
const BEFORE = 1.5
/** Behind numbers, marks stand under each other, past the widest number of the column. */
const PAST_NUMBER = 2
const OVERLAP = 0.35
const BRACKETED = /^\(?[\p{Ll}\d]{1,2}\)$|^[*†‡§]{1,3}$/u
const ENDS_NUMBER = /\d[)%]?$/u

/**
 * Finds the small raised or lowered marks (footnote references, ordinals, indices), puts each into the line of
 * the word that it stands beside, and says which are raised.
 */
export function attachMarks(lines: readonly Line[]): Line[] {
  lines.forEach((line, i) => {
    const staying: Fragment[] = []
    for (const fragment of line.fragments) {
      const host = fragment.filler ? null : findHost(lines, i, fragment)
      if (host === null) {
        staying.push(fragment)
        continue
      }
      fragment.raised ||= host.rise > 0
      if (host.line === line) staying.push(fragment)
      else insert(host.line.fragments, fragment)
    }
    line.fragments = staying
  })
  return lines.filter((line) => line.fragments.length > 0)
}

interface Host {
  readonly line: Line
  readonly rise: number
}

/** The lines around `at` in whose reach the mark may stand: they are sorted, so the search is short. */
function findHost(lines: readonly Line[], at: number, mark: Fragment): Host | null {
  const { baseline, size } = mark.style
  const most = (MOST_RISE * size) / 0.5
  for (let i = at; i < lines.length; i++) {
    const line = lines[i]
    if (line === undefined || line.baseline - baseline > most) break
    const rise = riseBeside(line, mark)
    if (rise !== null) return { line, rise }
  }
  for (let i = at - 1; i >= 0; i--) {
    const line = lines[i]
    if (line === undefined || baseline - line.baseline > most) break
    const rise = riseBeside(line, mark)
    if (rise !== null) return { line, rise }
  }
  return null
}

/** By how much the mark stands above the baseline of the word beside it; null when it is no mark of this line. */
function riseBeside(line: Line, mark: Fragment): number | null {
  const first = lowerBound(line.fragments, mark.start)
  for (const host of [line.fragments[first - 1], line.fragments[first], line.fragments[first + 1]]) {
    if (host === undefined || host === mark || host.filler) continue
    if (mark.style.size > SMALLER * host.style.size) continue
    const rise = host.style.baseline - mark.style.baseline
    if (Math.abs(rise) < LEAST_RISE * host.style.size) continue
    if (rise > MOST_RISE * host.style.size || -rise > MOST_DROP * host.style.size) continue
    const before = mark.start < host.start
    const gap = before ? host.start - mark.end : mark.start - host.end
    const most = reachOf(mark, host, rise > 0, before)
    if (gap <= most * host.style.size && gap >= -OVERLAP * host.style.size) return rise
  }
  return null
}

/** In sizes of the host. */
function reachOf(mark: Fragment, host: Fragment, raised: boolean, before: boolean): number {
  if (!raised) return BESIDE
  if (before) return BEFORE
  return BRACKETED.test(mark.text) && ENDS_NUMBER.test(host.text) ? PAST_NUMBER : BESIDE
}

function insert(fragments: Fragment[], fragment: Fragment): void {
  fragments.splice(lowerBound(fragments, fragment.start), 0, fragment)
}

/** Index of the first fragment that starts at or after `start`. */
function lowerBound(fragments: readonly Fragment[], start: number): number {
  let low = 0
  let high = fragments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((fragments[middle]?.start ?? 0) < start) low = middle + 1
    else high = middle
  }
  return low
}

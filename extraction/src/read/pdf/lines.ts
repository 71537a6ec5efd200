import type { Fragment } from './fragments.ts'

/** Fragments that stand on one baseline, left to right in the reading frame. */
export interface Line {
  readonly baseline: number
  readonly size: number
  fragments: Fragment[]
}

/** Baselines this near, in sizes of the font, are one line; raised and lowered marks are farther. */
const SAME_LINE = 0.2

/** Fragments of one direction as lines, top to bottom. */
export function lineUp(fragments: readonly Fragment[]): Line[] {
  const sorted = [...fragments].sort((a, b) => a.style.baseline - b.style.baseline)
  const lines: Line[] = []
  for (const fragment of sorted) {
    const { baseline, size } = fragment.style
    const line = lines.at(-1)
    if (line !== undefined && baseline - line.baseline <= SAME_LINE * Math.min(size, line.size)) {
      line.fragments.push(fragment)
    } else {
      lines.push({ baseline, size, fragments: [fragment] })
    }
  }
  for (const line of lines) line.fragments.sort((a, b) => a.start - b.start || a.end - b.end)
  return lines
}

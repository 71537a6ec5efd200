import { overlapX, right, union } from '../geometry/box.ts'
import type { BoundingBox } from '../model.ts'
import { startsItem } from './markers.ts'
import type { TextLine } from './text-line.ts'

/** Lines that read as one: a paragraph, a heading, an item. */
export interface Paragraph {
  readonly lines: readonly TextLine[]
  readonly bbox: BoundingBox
}

/** In sizes of the font, from baseline to baseline: beyond, another block starts. */
const WIDEST_LEADING = 1.75
/** Sizes that differ by less are one. */
const SAME_SIZE = 0.12
/** Of the narrower line: what must lie under the other. */
const LEAST_OVERLAP = 0.5
/** Leading that grows by this much within a block parts paragraphs. */
const LOOSER = 1.25
/** In sizes of the font. */
const INDENT = 0.8
const SHORT_LAST_LINE = 4

interface Open {
  lines: TextLine[]
  bbox: BoundingBox
}

/** Lines, top to bottom, into paragraphs, column by column. */
export function paragraphs(lines: readonly TextLine[]): Paragraph[] {
  const done: Open[] = []
  let open: Open[] = []
  for (const line of lines.toSorted((a, b) => a.baseline - b.baseline || a.bbox.x - b.bbox.x)) {
    const near = open.filter((block) => line.baseline - lastOf(block).baseline <= reach(block))
    const above = near.filter((block) => follows(block, line)).sort(byNearest)[0]
    if (above === undefined) {
      const block = { lines: [line], bbox: line.bbox }
      done.push(block)
      open = [...near, block]
    } else {
      above.lines.push(line)
      above.bbox = union(above.bbox, line.bbox)
      open = near
    }
  }
  return done.flatMap(splitParagraphs)
}

const lastOf = (block: Open): TextLine => block.lines[block.lines.length - 1] as TextLine
const reach = (block: Open): number => WIDEST_LEADING * lastOf(block).fontSize + 4
const byNearest = (a: Open, b: Open): number => lastOf(b).baseline - lastOf(a).baseline

function follows(block: Open, line: TextLine): boolean {
  const last = lastOf(block)
  if (line.baseline - last.baseline < 0.3 * line.fontSize) return false
  if (Math.abs(last.fontSize - line.fontSize) > SAME_SIZE * Math.max(last.fontSize, line.fontSize))
    return false
  if (last.bold !== line.bold) return false
  if (line.baseline - last.baseline > WIDEST_LEADING * line.fontSize) return false
  const narrower = Math.min(block.bbox.width, line.bbox.width)
  return overlapX(block.bbox, line.bbox) >= LEAST_OVERLAP * narrower
}

function splitParagraphs(block: Open): Paragraph[] {
  const found: Paragraph[] = []
  let current: TextLine[] = []
  const leading = usualLeading(block.lines)
  block.lines.forEach((line, i) => {
    const before = block.lines[i - 1]
    if (before !== undefined && startsParagraph(before, line, block.bbox, leading)) {
      found.push(paragraph(current))
      current = []
    }
    current.push(line)
  })
  found.push(paragraph(current))
  return found
}

function startsParagraph(before: TextLine, line: TextLine, block: BoundingBox, leading: number): boolean {
  if (startsItem(line)) return true
  if (line.baseline - before.baseline > LOOSER * leading) return true
  const indented = line.bbox.x - before.bbox.x
  const short = right(block) - right(before.bbox) > SHORT_LAST_LINE * before.fontSize
  if (indented > INDENT * line.fontSize) return short || /[.:;!?)”"]$/.test(before.text)
  return short && /[.:!?]$/.test(before.text) && block.width > 12 * line.fontSize
}

/** The least distance from line to line that is common in the block; one line has none. */
function usualLeading(lines: readonly TextLine[]): number {
  const gaps = lines.slice(1).map((line, i) => line.baseline - (lines[i]?.baseline ?? 0))
  gaps.sort((a, b) => a - b)
  return gaps[Math.floor(gaps.length / 3)] ?? Infinity
}

function paragraph(lines: readonly TextLine[]): Paragraph {
  return { lines, bbox: lines.map((line) => line.bbox).reduce(union) }
}

/** Lines joined; a word that a hyphen cuts at the end of a line becomes whole again. */
export function paragraphText({ lines }: Paragraph): string {
  let text = ''
  for (const line of lines) {
    if (text === '') text = line.text
    else if (/\p{Ll}[-\u2010]$/u.test(text) && /^\p{Ll}/u.test(line.text))
      text = text.slice(0, -1) + line.text
    else text += ` ${line.text}`
  }
  return text
}

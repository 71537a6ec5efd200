import { overlapX, right, union } from '../geometry/box.ts'
import type { BoundingBox } from '../model.ts'
import { startsItem, textStart } from './markers.ts'
import type { TextLine } from './text-line.ts'

/** Lines that read as one: a paragraph, a heading, an item. */
export interface Paragraph {
  readonly lines: readonly TextLine[]
  readonly bbox: BoundingBox
}

/** In sizes of the font, from baseline to baseline: beyond, another block starts… */
const WIDEST_LEADING = 1.75
/** …but for pages that are set wider: up to this, and this much over what is usual there. */
const WIDEST_PAGE_LEADING = 2.7
const OVER_USUAL = 1.1
/** Sizes that differ by less are one. */
const SAME_SIZE = 0.12
/** Of the narrower line: what must lie under the other. */
const LEAST_OVERLAP = 0.5
/** Leading that grows by this much within a block parts paragraphs. */
const LOOSER = 1.25
/** In sizes of the font. */
const INDENT = 0.8
const FIRST_INDENT = 8
const SHORT_LAST_LINE = 4

interface Open {
  lines: TextLine[]
  bbox: BoundingBox
}

/** Lines, top to bottom, into paragraphs, column by column. */
export function paragraphs(lines: readonly TextLine[]): Paragraph[] {
  const done: Open[] = []
  let open: Open[] = []
  const sorted = lines.toSorted((a, b) => a.baseline - b.baseline || a.bbox.x - b.bbox.x)
  const widest = widestLeading(sorted)
  for (const line of sorted) {
    const near = open.filter(
      (block) => line.baseline - lastOf(block).baseline <= widest * lastOf(block).fontSize + 4,
    )
    const above = near.filter((block) => follows(block, line, widest)).sort(byNearest)[0]
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
const byNearest = (a: Open, b: Open): number => lastOf(b).baseline - lastOf(a).baseline

function follows(block: Open, line: TextLine, widest: number): boolean {
  const last = lastOf(block)
  if (line.baseline - last.baseline < 0.3 * line.fontSize) return false
  if (Math.abs(last.fontSize - line.fontSize) > SAME_SIZE * Math.max(last.fontSize, line.fontSize))
    return false
  if (last.bold !== line.bold) return false
  if (line.baseline - last.baseline > widest * line.fontSize) return false
  const narrower = Math.min(block.bbox.width, line.bbox.width)
  const shared = overlapX(block.bbox, line.bbox)
  if (shared >= LEAST_OVERLAP * narrower) return true
  const indented = block.bbox.x - line.bbox.x
  return shared > 0 && block.lines.length === 1 && indented > 0 && indented < FIRST_INDENT * line.fontSize
}

/** In sizes of the font: how far apart the lines of one block may stand on this page. */
function widestLeading(lines: readonly TextLine[]): number {
  const leadings: number[] = []
  lines.forEach((line, i) => {
    const next = lines[i + 1]
    if (next === undefined || line.fontSize !== next.fontSize || overlapX(line.bbox, next.bbox) <= 0) return
    const leading = (next.baseline - line.baseline) / line.fontSize
    if (leading > 0.5 && leading < WIDEST_PAGE_LEADING && line.words.length > 5) leadings.push(leading)
  })
  leadings.sort((a, b) => a - b)
  const usual = leadings[leadings.length >> 1] ?? 0
  return leadings.length < 4 ? WIDEST_LEADING : Math.max(WIDEST_LEADING, OVER_USUAL * usual)
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
  if (line.entry || before.entry) return true
  if (startsItem(line) && !goesOn(before, line, block)) return true
  if (line.baseline - before.baseline > LOOSER * leading) return true
  const indented = line.bbox.x - textStart(before)
  const short = right(block) - right(before.bbox) > SHORT_LAST_LINE * before.fontSize
  if (indented > INDENT * line.fontSize) return short || /[.:;!?)”"]$/.test(before.text)
  return short && /[.:!?]$/.test(before.text) && block.width > 12 * line.fontSize
}

/** A mark in the middle of a sentence: `(ii)` at the start of a line, under the text of a line that is full. */
function goesOn(before: TextLine, line: TextLine, block: BoundingBox): boolean {
  const aligned = Math.abs(line.bbox.x - textStart(before)) < 0.3 * line.fontSize
  const full = right(block) - right(before.bbox) <= SHORT_LAST_LINE * before.fontSize
  return aligned && full && !/[.:;!?]$/.test(before.text)
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

/**
 * Lines joined. A word that a hyphen cuts at the end of a line becomes whole again, unless the page writes it
 * with the hyphen elsewhere.
 */
export function paragraphText({ lines }: Paragraph, vocabulary: ReadonlySet<string> = new Set()): string {
  let text = ''
  for (const line of lines) {
    if (text === '') text = line.text
    else if (CUT.test(text) && /^\p{Ll}/u.test(line.text)) text = joinCut(text, line.text, vocabulary)
    else text += ` ${line.text}`
  }
  return text
}

const CUT = /\p{Ll}[-\u2010]$/u
const FIRST_WORD = /^[\p{L}\p{M}]+/u
const LAST_WORD = /[\p{L}\p{M}-]+$/u

function joinCut(text: string, next: string, vocabulary: ReadonlySet<string>): string {
  const hyphenated = ((LAST_WORD.exec(text)?.[0] ?? '') + (FIRST_WORD.exec(next)?.[0] ?? '')).toLowerCase()
  return vocabulary.has(hyphenated) ? text + next : text.slice(0, -1) + next
}

/** The words of these lines that have a hyphen inside, in small letters. */
export function hyphenated(lines: readonly TextLine[]): Set<string> {
  const found = new Set<string>()
  for (const line of lines) {
    for (const word of line.words) {
      for (const match of word.text.matchAll(/[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)+/gu))
        found.add(match[0].toLowerCase())
    }
  }
  return found
}

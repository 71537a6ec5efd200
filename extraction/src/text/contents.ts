import { right } from '../geometry/box.ts'
import { isAscending, pageOrder } from '../values/page-references.ts'
import { entryOf, type TextLine } from './text-line.ts'

/** Lines that an index of pages has at least. */
const FEWEST = 4
/** Points: page numbers end, or begin, at one x. */
const SAME_EDGE = 3
/** Of the lines of a column of page numbers: those that have a label. */
const LABELLED = 0.85
/** In sizes of the font, from baseline to baseline: entries farther apart are no list. */
const WIDEST_LEADING = 6
const SAME_BASELINE = 0.3

/**
 * A table of contents parts at its gutters like columns of text. Here each of its entries becomes one line again: what
 * stands on one baseline with a page number, where page numbers under each other go up.
 */
export function joinContents(lines: readonly TextLine[]): TextLine[] {
  const entries = contentsOf(lines)
  if (entries.size === 0) return [...lines]
  const joined = new Set([...entries.values()].flat())
  return lines.flatMap((line) => {
    const parts = entries.get(line)
    if (parts !== undefined) return [entryOf([...parts, line])]
    return joined.has(line) ? [] : [line]
  })
}

/** By the line that is, or ends with, a page number: the lines before it on its baseline. */
function contentsOf(lines: readonly TextLine[]): Map<TextLine, TextLine[]> {
  const found = new Map<TextLine, TextLine[]>()
  const numbered = lines.filter((line) => pageOf(line) !== null)
  if (numbered.length < FEWEST) return found
  for (const column of columnsOf(numbered)) {
    const entries = column.flatMap((line): [TextLine, TextLine[]][] => {
      const before = besides(lines, line)
      return hasLabel(before, line) ? [[line, before]] : []
    })
    if (entries.length < FEWEST || entries.length < LABELLED * column.length) continue
    if (!isAscending(entries.map(([line]) => pageOf(line) ?? 0))) continue
    for (const [line, before] of entries) found.set(line, before)
  }
  return found
}

function pageOf(line: TextLine): number | null {
  if (line.words.length > 1 && !line.entry) return null
  return pageOrder(line.words.at(-1)?.text ?? '')
}

/** Stretches of lines whose last word ends, or begins, at one x, one under the other. */
function columnsOf(lines: readonly TextLine[]): TextLine[][] {
  const columns: TextLine[][] = []
  for (const line of lines.toSorted((a, b) => a.baseline - b.baseline)) {
    const column = columns.find((other) => {
      const last = other.at(-1)
      return last !== undefined && isUnder(line, last)
    })
    if (column) column.push(line)
    else columns.push([line])
  }
  return columns.filter((column) => column.length >= FEWEST)
}

function isUnder(line: TextLine, above: TextLine): boolean {
  const [last, other] = [line.words.at(-1)?.bbox, above.words.at(-1)?.bbox]
  if (last === undefined || other === undefined) return false
  const near = line.baseline - above.baseline <= WIDEST_LEADING * line.fontSize
  return (
    near && (Math.abs(right(last) - right(other)) <= SAME_EDGE || Math.abs(last.x - other.x) <= SAME_EDGE)
  )
}

/** The other lines on its baseline that stand before it, left to right, down to another page number. */
function besides(lines: readonly TextLine[], line: TextLine): TextLine[] {
  const level = lines
    .filter(
      (other) =>
        other !== line &&
        other.bbox.x < line.bbox.x &&
        Math.abs(other.baseline - line.baseline) <= SAME_BASELINE * line.fontSize,
    )
    .toSorted((a, b) => a.bbox.x - b.bbox.x)
  return level.slice(level.findLastIndex((other) => pageOf(other) !== null) + 1)
}

const hasLabel = (before: readonly TextLine[], line: TextLine): boolean =>
  line.entry || before.some(({ text }) => /\p{L}{2}/u.test(text))

import { containsCentre, grow, right, unionAll } from '../geometry/box.ts'
import type { BoundingBox } from '../model.ts'
import type { Word } from '../read/page-content.ts'
import { isMarker } from './markers.ts'

/** Words on one baseline with no wide gap between them. */
export interface TextLine {
  readonly words: readonly Word[]
  readonly bbox: BoundingBox
  readonly text: string
  readonly fontSize: number
  readonly bold: boolean
  readonly baseline: number
  /** Dots lead from its label to a number: an entry of a table of contents. */
  readonly entry: boolean
}

/** In sizes of the font: wider gaps are gutters, not spaces; justified text stays below. */
const GUTTER = 1.1
const SAME_BASELINE = 0.3

/** Lines of the words that stand outside these boxes. */
export function textLinesOutside(
  words: readonly Word[],
  boxes: readonly { readonly bbox: BoundingBox }[],
): TextLine[] {
  const taken = boxes.map(({ bbox }) => grow(bbox, 1))
  return textLines(words.filter((word) => !taken.some((box) => containsCentre(box, word.bbox))))
}

/** Words as the reader gives them, line by line, cut at gutters. */
export function textLines(words: readonly Word[]): TextLine[] {
  const lines: TextLine[] = []
  let line: Word[] = []
  for (const word of words) {
    const before = line.at(-1)
    if (before !== undefined && !goesOn(line, before, word)) {
      lines.push(textLine(line))
      line = []
    }
    line.push(word)
  }
  if (line.length > 0) lines.push(textLine(line))
  return joinMarkers(joinJustified(lines))
}

/** Words of a line set to full width that are this many, and the spaces between them alike to this factor. */
const JUSTIFIED = 3
const ALIKE = 1.05

/** The words of a line that is set to full width stand far, but evenly, apart. */
function joinJustified(lines: readonly TextLine[]): TextLine[] {
  const joined: TextLine[] = []
  for (let from = 0; from < lines.length;) {
    let to = from + 1
    while (isEvenly(lines, from, to)) to++
    const line =
      to - from < JUSTIFIED ? lines[from] : textLine(lines.slice(from, to).flatMap(({ words }) => words))
    if (line !== undefined) joined.push(line)
    from = to - from < JUSTIFIED ? from + 1 : to
  }
  return joined
}

/** Dates and numbers stand evenly apart along an axis. */
const isWord = ({ words, text }: TextLine): boolean => words.length === 1 && /^[\p{L}\p{P}]+$/u.test(text)

/** Whether the word at `to` stands as far behind the one before as those from `from` on do. */
function isEvenly(lines: readonly TextLine[], from: number, to: number): boolean {
  const [first, second, before, line] = [lines[from], lines[from + 1], lines[to - 1], lines[to]]
  if (!first || !second || !before || !line || ![first, before, line].every(isWord)) return false
  if (Math.abs(line.baseline - before.baseline) > 0.1 * line.fontSize) return false
  const [usual, gap] = [second.bbox.x - right(first.bbox), line.bbox.x - right(before.bbox)]
  return gap > 0 && gap <= ALIKE * usual && usual <= ALIKE * gap
}

/** In sizes of the font: a bullet or number may stand this far before its item. */
const BEFORE_ITEM = 5

/** A bullet or number that a gutter parts from its item goes back to it. */
function joinMarkers(lines: readonly TextLine[]): TextLine[] {
  const joined: TextLine[] = []
  for (const line of lines) {
    const before = joined.at(-1)
    if (before !== undefined && marks(before, line)) {
      joined[joined.length - 1] = textLine([...before.words, ...line.words])
    } else joined.push(line)
  }
  return joined
}

function marks(marker: TextLine, line: TextLine): boolean {
  const only = marker.words[0]
  if (only === undefined || marker.words.length > 1 || !isMarker(only.text)) return false
  if (Math.abs(marker.baseline - line.baseline) > SAME_BASELINE * line.fontSize) return false
  const gap = line.bbox.x - right(marker.bbox)
  return gap > 0 && gap < BEFORE_ITEM * line.fontSize && /\p{L}/u.test(line.text)
}

function goesOn(line: readonly Word[], before: Word, word: Word): boolean {
  if (before.direction !== word.direction) return false
  if (before.direction === 90 || before.direction === 270) return before.baseline === word.baseline
  const onLine = line.find((other) => !other.superscript) ?? before
  const size = Math.max(onLine.fontSize, word.fontSize)
  const apart = Math.abs(word.baseline - onLine.baseline)
  if (apart > (word.superscript || before.superscript ? 0.8 : SAME_BASELINE) * size) return false
  const gap = word.bbox.x - (before.bbox.x + before.bbox.width)
  return gap > -size && (gap <= GUTTER * size || isLeader(before) || isLeader(word))
}

export const isLeader = (word: Word): boolean => /^[.·…]{3,}$/.test(word.text)

function textLine(words: readonly Word[]): TextLine {
  const main = words.filter((word) => !word.superscript)
  const counted = main.length > 0 ? main : words
  const first = counted[0] ?? words[0]
  return {
    words,
    bbox: unionAll(counted.map((word) => word.bbox)) ?? { x: 0, y: 0, width: 0, height: 0 },
    text: wordsText(words),
    fontSize: commonSize(counted),
    bold: lettersOf(counted.filter((word) => word.bold)) > lettersOf(counted) / 2,
    baseline: first?.baseline ?? 0,
    entry: words.some(isLeader) && /[\divxlc]$/i.test(words.at(-1)?.text ?? ''),
  }
}

/** An entry of a table of contents from the lines on its baseline, the last of which ends with the page. */
export function entryOf(parts: readonly TextLine[]): TextLine {
  const words = parts.flatMap((part) => part.words)
  const line = textLine(words)
  const page = words.at(-1)
  if (line.entry || page === undefined) return { ...line, entry: true }
  return { ...line, entry: true, text: `${wordsText(words.slice(0, -1))} … ${page.text}` }
}

/** The size that most letters have, to a tenth of a point. */
export function commonSize(words: readonly Word[]): number {
  const letters = new Map<number, number>()
  for (const word of words) {
    const size = Math.round(word.fontSize * 10) / 10
    letters.set(size, (letters.get(size) ?? 0) + word.text.length)
  }
  let common = 0
  let most = 0
  for (const [size, count] of letters) {
    if (count > most) [common, most] = [size, count]
  }
  return common
}

const lettersOf = (words: readonly Word[]): number => words.reduce((sum, word) => sum + word.text.length, 0)

/** In sizes of the font: pieces nearer than this are one word in different dress. */
const TOUCHING = 0.1

/** Words of one line as text: a raised mark or a change of dress inside a word adds no space. */
export function wordsText(words: readonly Word[]): string {
  if (runsRightToLeft(words))
    return words
      .toReversed()
      .map(({ text }) => text)
      .join(' ')
  let text = ''
  let before: Word | undefined
  for (const word of words) {
    if (before !== undefined && !touches(before, word)) text += ' '
    text += isLeader(word) ? '…' : word.text
    before = word
  }
  return text
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]/

/** Most of its words that have letters are of a script that is read from right to left. */
function runsRightToLeft(words: readonly Word[]): boolean {
  const backwards = words.filter(({ text }) => RIGHT_TO_LEFT.test(text)).length
  return backwards > 0 && 2 * backwards > words.filter(({ text }) => /\p{L}/u.test(text)).length
}

function touches(a: Word, b: Word): boolean {
  const gap = b.bbox.x - (a.bbox.x + a.bbox.width)
  if (a.superscript !== b.superscript) return gap < 0.2 * Math.max(a.fontSize, b.fontSize)
  return gap < TOUCHING * Math.min(a.fontSize, b.fontSize) && a.direction === b.direction && a.direction === 0
}

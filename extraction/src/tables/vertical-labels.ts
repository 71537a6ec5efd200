import { bottom, overlapX, overlapY, right, unionAll } from '../geometry/box.ts'
import type { Word } from '../read/page-content.ts'
import { looksLikeValue } from './word-joins.ts'

/** Labels that head columns stand side by side; one alone names an axis or a margin. */
const FEWEST = 2
/** More words than these are a page printed sideways, a map or a drawing: each is compared with every other. */
const MOST = 2000
/** In em: words of one label follow each other this closely, its lines stand this near. */
const WORD_GAP = 0.9
const LINE_GAP = 1.4
/** Points: labels side by side begin, or end, at one height. */
const SAME_HEIGHT = 3
/** In em: how far below a label the first value of its column stands. */
const NEAR = 3
/** Values under a label, one below the other, that make it a column's heading. */
const VALUES = 2

/**
 * Headings of columns that are set up or down the page, as upright words: each stands on the line that the row of them ends
 * at, as wide as it is printed. Words that head nothing are left out.
 */
export function verticalLabels(words: readonly Word[]): Word[] {
  const sideways = words.filter(({ direction }) => direction === 90 || direction === 270)
  if (sideways.length < FEWEST || sideways.length > MOST) return []
  const upright = words.filter(({ direction }) => direction === 0).sort((a, b) => a.bbox.y - b.bbox.y)
  return rowsOf(joinLines(joinWords(sideways))).flatMap((row) => {
    const foot = Math.max(...row.map(({ bbox }) => bottom(bbox)))
    const heads = row.filter((label) => headsValues(label, foot, upright))
    return heads.length < FEWEST ? [] : heads.map((label) => ({ ...label, direction: 0, baseline: foot }))
  })
}

/** Words on one sideways line, in the order in which they are read. */
function joinWords(words: readonly Word[]): Word[] {
  const joined: Word[] = []
  for (const word of words) {
    const before = joined.at(-1)
    const follows =
      before !== undefined &&
      before.direction === word.direction &&
      Math.abs(before.baseline - word.baseline) < 0.2 * word.fontSize &&
      -overlapY(before.bbox, word.bbox) < WORD_GAP * word.fontSize
    if (follows) joined[joined.length - 1] = together(before, word)
    else joined.push(word)
  }
  return joined
}

/** The lines of one label: beside each other, as text that runs up the page goes on to the right, down to the left. */
function joinLines(lines: readonly Word[]): Word[] {
  const labels: Word[] = []
  const inOrder = lines.toSorted((a, b) =>
    a.direction === 270 ? a.baseline - b.baseline : b.baseline - a.baseline,
  )
  for (const line of inOrder) {
    const above = labels.findIndex(
      (label) =>
        label.direction === line.direction &&
        overlapY(label.bbox, line.bbox) > 0 &&
        Math.abs(lastBaseline(label) - line.baseline) < LINE_GAP * line.fontSize,
    )
    const label = labels[above]
    if (label === undefined) labels.push(line)
    else labels[above] = together(label, line)
  }
  return labels
}

const lastBaseline = ({ direction, bbox, baseline }: Word): number =>
  direction === 270 ? Math.max(baseline, right(bbox)) : Math.min(baseline, bbox.x)

function together(a: Word, b: Word): Word {
  return { ...a, text: `${a.text} ${b.text}`, bbox: unionAll([a.bbox, b.bbox]) ?? a.bbox }
}

/**
 * Values stand in its column, the first right below its row.
 *
 * @param upright from top to bottom
 */
function headsValues(label: Word, foot: number, upright: readonly Word[]): boolean {
  let values = 0
  for (let index = firstFrom(foot - 1, upright); index < upright.length; index++) {
    const word = upright[index]
    if (word === undefined || (values === 0 && word.bbox.y - foot > NEAR * label.fontSize)) return false
    if (overlapX(word.bbox, label.bbox) <= 0) continue
    if (!looksLikeValue(word.text)) return false
    if (++values === VALUES) return true
  }
  return false
}

/** Where the words begin that stand at `y` or below it. */
function firstFrom(y: number, words: readonly Word[]): number {
  let [low, high] = [0, words.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((words[middle]?.bbox.y ?? 0) < y) low = middle + 1
    else high = middle
  }
  return low
}

/** Labels that begin, or end, at one height. */
function rowsOf(labels: readonly Word[]): Word[][] {
  const rows: Word[][] = []
  for (const label of labels) {
    const row = rows.find(([first]) => first !== undefined && areLevel(first, label))
    if (row) row.push(label)
    else rows.push([label])
  }
  return rows
}

const areLevel = (a: Word, b: Word): boolean =>
  Math.abs(a.bbox.y - b.bbox.y) <= SAME_HEIGHT || Math.abs(bottom(a.bbox) - bottom(b.bbox)) <= SAME_HEIGHT

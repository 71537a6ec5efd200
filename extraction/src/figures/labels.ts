import { bottom, grow, intersection, overlapX, union } from '../geometry/box.ts'
import type { BoundingBox } from '../model.ts'
import type { TextLine } from '../text/text-line.ts'
import { startsCaption } from '../text/markers.ts'

/** In sizes of the font: labels of axes and legends stand no farther from their chart, or from one another. */
const NEAR = 2
/** Labels are short: words, and share of the chart's width. */
const MOST_WORDS = 6
const WIDEST = 0.6
/** Axis, then its title, then the legend. */
const ROUNDS = 3

/** The chart with the labels around it. */
export function withLabels(chart: BoundingBox, lines: readonly TextLine[]): BoundingBox {
  let box = chart
  let left = lines.filter((line) => isLabel(line, chart))
  for (let round = 0; round < ROUNDS; round++) {
    const near = left.filter((line) => touches(box, line))
    if (near.length === 0) break
    box = near.map((line) => line.bbox).reduce(union, box)
    left = left.filter((line) => !near.includes(line))
  }
  return box
}

function isLabel(line: TextLine, chart: BoundingBox): boolean {
  if (startsCaption(line.text) || /^(?:sources?|notes?):/i.test(line.text)) return false
  if (line.words[0]?.direction !== 0) return line.bbox.height <= 1.1 * chart.height
  return line.words.length <= MOST_WORDS && line.bbox.width <= WIDEST * chart.width
}

function touches(box: BoundingBox, line: TextLine): boolean {
  const reach = NEAR * line.fontSize
  if (intersection(grow(box, reach), line.bbox) === null) return false
  // Above a chart stand its title and the text before it: only labels that start inside it belong.
  return line.bbox.y > box.y - reach / 2 || (overlapX(box, line.bbox) > 0 && bottom(line.bbox) > box.y)
}

import { bottom, boxBetween, right, roundedBox } from '../geometry/box.ts'
import { mapX, mapY, type Matrix } from '../geometry/matrix.ts'
import { opposite, readingFrame, type QuarterTurn } from '../geometry/page-space.ts'
import type { BoundingBox } from '../model.ts'
import type { PageContent, Rule } from '../read/page-content.ts'
import type { FoundTable } from './found-table.ts'

export interface Turned {
  /** The page with the text of one direction, turned until that text is upright. */
  readonly upright: PageContent
  /** A table that was found on it, where it stands on the page. */
  back(table: FoundTable): FoundTable
}

/** Turns the page for a reader who tilts the head: tables across a page are found as upright ones are. */
export function turnedUpright(content: PageContent, direction: QuarterTurn): Turned {
  const frame = readingFrame(direction)
  const page = mapped(frame, { x: 0, y: 0, width: content.width, height: content.height })
  const turn = (box: BoundingBox): BoundingBox => moved(mapped(frame, box), -page.x, -page.y)
  const across = direction === 90 || direction === 270
  const words = content.words.filter((word) => word.direction === direction)
  const upright: PageContent = {
    ...content,
    width: page.width,
    height: page.height,
    words: words.map((word) => {
      const foot = across ? { x: word.baseline, y: 0 } : { x: 0, y: word.baseline }
      const baseline = turn({ ...foot, width: 0, height: 0 }).y
      return { ...word, direction: 0, bbox: turn(word.bbox), baseline }
    }),
    rules: content.rules.map((rule) => turnedRule(rule, turn)),
    fills: content.fills.map((fill) => ({ ...fill, bbox: turn(fill.bbox) })),
    images: content.images.map(turn),
    drawings: content.drawings.map(turn),
  }
  const home = readingFrame(opposite(direction))
  const back = (box: BoundingBox): BoundingBox => roundedBox(mapped(home, moved(box, page.x, page.y)))
  return { upright, back: (table) => withBoxes(table, back) }
}

function mapped(frame: Matrix, box: BoundingBox): BoundingBox {
  return boxBetween(
    mapX(frame, box.x, box.y),
    mapY(frame, box.x, box.y),
    mapX(frame, right(box), bottom(box)),
    mapY(frame, right(box), bottom(box)),
  )
}

const moved = (box: BoundingBox, x: number, y: number): BoundingBox => ({
  ...box,
  x: box.x + x,
  y: box.y + y,
})

function turnedRule(rule: Rule, turn: (box: BoundingBox) => BoundingBox): Rule {
  const { orientation, position, start, end, thickness } = rule
  const length = end - start
  const box = turn(
    orientation === 'horizontal'
      ? { x: start, y: position, width: length, height: 0 }
      : { x: position, y: start, width: 0, height: length },
  )
  return box.width > 0
    ? { orientation: 'horizontal', position: box.y, start: box.x, end: right(box), thickness }
    : { orientation: 'vertical', position: box.x, start: box.y, end: bottom(box), thickness }
}

function withBoxes(table: FoundTable, back: (box: BoundingBox) => BoundingBox): FoundTable {
  const placed = <T extends { readonly bbox: BoundingBox }>(item: T): T => ({
    ...item,
    bbox: back(item.bbox),
  })
  return { ...placed(table), cells: table.cells.map(placed), remarks: table.remarks.map(placed) }
}

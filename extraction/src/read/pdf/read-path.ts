import { bottom, boxBetween, containsPoint, intersection, right } from '../../geometry/box.ts'
import { compose, mapX, mapY, type Matrix, scaleOf } from '../../geometry/matrix.ts'
import type { BoundingBox } from '../../model.ts'
import type { Rule } from '../page-content.ts'
import { isWithin, leftBetween } from './frames.ts'
import type { Ink } from './ink.ts'
import { lightnessOf, WHITE } from './lightness.ts'
import type { Pdfium } from './pdfium.ts'

const LINE_TO = 0
const BEZIER_TO = 1
const MOVE_TO = 2

/** Grids of a whole table can be one path; beyond this it is a drawing. */
const MOST_SEGMENTS = 8000
/** A path that bends this often is a drawing as a whole. */
const MOST_CURVES = 12

/**
 * Adds a path's straight strokes, filled rectangles and remaining shapes to the ink of the page.
 *
 * @param toHolder from the path's own coordinates to those of the page or form that holds it
 * @param toPage from the holder's coordinates to the page's
 */
export function inkPath(
  pdfium: Pdfium,
  object: number,
  toHolder: Matrix,
  toPage: Matrix,
  clip: BoundingBox,
  ink: Ink,
): void {
  const { c, slab } = pdfium
  if (c.FPDFPath_GetDrawMode(object, slab.at, slab.at + 4) === 0) return
  const rule = slab.ints[0] ?? 0
  const filled = rule !== 0
  const stroked = slab.ints[1] !== 0
  const fill = filled ? lightnessOf(pdfium, c.FPDFPageObj_GetFillColor, object) : null
  const stroke = stroked ? lightnessOf(pdfium, c.FPDFPageObj_GetStrokeColor, object) : null
  if (fill === null && stroke === null) return
  const whole = compose(toHolder, toPage)
  let width = 0
  if (stroke !== null && c.FPDFPageObj_GetStrokeWidth(object, slab.at) !== 0) {
    width = (slab.floats[0] ?? 0) * scaleOf(whole)
  }
  const paint: Paint = { fill, stroke, width, clip, ink }
  const outlines = readOutlines(pdfium, object, whole)
  if (outlines === null) paintBounds(pdfium, object, toPage, paint)
  else if (!paintFrame(outlines, rule, paint)) for (const outline of outlines) paintOutline(outline, paint)
}

/** How PDFium numbers the rule that says which parts of overlapping outlines are filled. */
const EVEN_ODD = 1

/** A filled box with others cut out of it so that only lines are left: the border of a cell, or a whole grid. */
function paintFrame(outlines: readonly Outline[], rule: number, { fill, stroke, clip, ink }: Paint): boolean {
  const [first, second] = outlines
  if (fill === null || stroke !== null || first === undefined || second === undefined) return false
  const boxes = outlines.map(({ points }) => boundsOf(points))
  const [outer, ...inner] = boxes
  const cutOut = (outline: Outline): boolean =>
    rule === EVEN_ODD || turn(outline.points) * turn(first.points) < 0
  if (outer === undefined || !inner.every((box) => isWithin(box, outer))) return false
  if (!outlines.every((outline, i) => !outline.curved && isRectangle(outline.points, boxes[i] ?? outer)))
    return false
  if (!outlines.slice(1).every(cutOut)) return false
  const lines = leftBetween(outer, inner)
  for (const line of lines) if (isInside(line, clip)) ink.left(line, fill)
  return lines.length > 0
}

/** Twice the area inside, its sign the way around. */
function turn(points: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < points.length; i += 2) {
    const [x0 = 0, y0 = 0] = [points[i], points[i + 1]]
    const [x1 = points[0] ?? 0, y1 = points[1] ?? 0] = [points[i + 2], points[i + 3]]
    sum += x0 * y1 - x1 * y0
  }
  return sum
}

function isInside({ orientation, position, start, end }: Rule, clip: BoundingBox): boolean {
  const middle = (start + end) / 2
  return orientation === 'horizontal'
    ? containsPoint(clip, middle, position)
    : containsPoint(clip, position, middle)
}

interface Paint {
  /** Lightness, null where there is no such ink. */
  readonly fill: number | null
  readonly stroke: number | null
  readonly width: number
  readonly clip: BoundingBox
  readonly ink: Ink
}

/** One subpath: its corners as x, y, x, y …, in page coordinates. */
interface Outline {
  readonly points: number[]
  closed: boolean
  curved: boolean
}

/** Null for a path of so many segments or curves that only its bounds matter. */
function readOutlines({ c, slab }: Pdfium, object: number, toPage: Matrix): Outline[] | null {
  const count = c.FPDFPath_CountSegments(object)
  if (count > MOST_SEGMENTS) return null
  const outlines: Outline[] = []
  let current: Outline | undefined
  let curves = 0
  for (let i = 0; i < count; i++) {
    const segment = c.FPDFPath_GetPathSegment(object, i)
    const kind = c.FPDFPathSegment_GetType(segment)
    if (c.FPDFPathSegment_GetPoint(segment, slab.at, slab.at + 4) === 0) continue
    const floats = slab.floats
    const x = floats[0] ?? 0
    const y = floats[1] ?? 0
    if (kind === MOVE_TO || current === undefined) {
      current = { points: [], closed: false, curved: false }
      outlines.push(current)
    }
    current.points.push(mapX(toPage, x, y), mapY(toPage, x, y))
    if (kind === BEZIER_TO) {
      current.curved = true
      if (++curves > 3 * MOST_CURVES) return null
    } else if (kind !== LINE_TO && kind !== MOVE_TO) continue
    if (c.FPDFPathSegment_GetClose(segment) !== 0) current.closed = true
  }
  return outlines
}

function paintOutline(outline: Outline, paint: Paint): void {
  const { points } = outline
  const bounds = boundsOf(points)
  const seen = intersection(bounds, paint.clip)
  if (seen === null) return
  const rectangle = !outline.curved && isRectangle(points, bounds)
  if (paint.fill !== null && points.length >= 6) {
    if (rectangle) paint.ink.rectangle(seen, paint.fill)
    else if (paint.fill < WHITE) paint.ink.drawing(seen)
  }
  if (paint.stroke === null) return
  if (outline.curved) {
    if (paint.stroke < WHITE) paint.ink.drawing(seen)
    return
  }
  strokeSides(outline, paint, paint.stroke)
}

function strokeSides({ points, closed }: Outline, paint: Paint, lightness: number): void {
  const { clip, ink, width } = paint
  const within = (x: number): number => Math.min(Math.max(x, clip.x), right(clip))
  const upright = (y: number): number => Math.min(Math.max(y, clip.y), bottom(clip))
  const side = (i: number, j: number): void => {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = [points[i], points[i + 1], points[j], points[j + 1]]
    if (intersection(boxBetween(x0, y0, x1, y1), clip) === null) return
    ink.stroke(within(x0), upright(y0), within(x1), upright(y1), width, lightness)
  }
  for (let i = 0; i + 3 < points.length; i += 2) side(i, i + 2)
  if (closed && points.length >= 6) side(points.length - 2, 0)
}

/** Every corner stands on a corner of the bounds: true for `re` and for four lines, whatever the order. */
function isRectangle(points: readonly number[], bounds: BoundingBox): boolean {
  if (points.length < 8 || points.length > 12) return false
  const near = Math.max(0.05, Math.min(0.5, Math.min(bounds.width, bounds.height) * 0.2))
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] ?? 0
    const y = points[i + 1] ?? 0
    if (x - bounds.x > near && right(bounds) - x > near) return false
    if (y - bounds.y > near && bottom(bounds) - y > near) return false
  }
  return true
}

function boundsOf(points: readonly number[]): BoundingBox {
  let [left, top, most, low] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let i = 0; i < points.length; i += 2) {
    const x = points[i] ?? 0
    const y = points[i + 1] ?? 0
    left = Math.min(left, x)
    most = Math.max(most, x)
    top = Math.min(top, y)
    low = Math.max(low, y)
  }
  return { x: left, y: top, width: most - left, height: low - top }
}

/** Too much of a shape to follow: its bounds, which PDFium gives in the coordinates of the holding form. */
function paintBounds({ c, slab }: Pdfium, object: number, toPage: Matrix, paint: Paint): void {
  const at = slab.at
  if (c.FPDFPageObj_GetBounds(object, at, at + 4, at + 8, at + 12) === 0) return
  const [left = 0, low = 0, most = 0, top = 0] = slab.floats
  const bounds = boxBetween(
    mapX(toPage, left, low),
    mapY(toPage, left, low),
    mapX(toPage, most, top),
    mapY(toPage, most, top),
  )
  const seen = intersection(bounds, paint.clip)
  if (seen !== null) paint.ink.drawing(seen)
}

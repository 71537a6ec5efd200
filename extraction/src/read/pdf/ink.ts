import { boxBetween } from '../../geometry/box.ts'
import type { BoundingBox } from '../../model.ts'
import type { Fill, Rule } from '../page-content.ts'
import type { WhiteBox } from './frames.ts'
import { WHITE } from './lightness.ts'

/** Filled shapes no thicker than this, and at least four times as long, are lines: points. */
export const THIN = 4
/** A filled square of at most this side is a dot of a dotted line. */
const DOT = 2.5
/** Strokes of no width are drawn one device pixel wide. */
const HAIRLINE = 0.25

/** What is drawn on a page other than characters, in page coordinates, in drawing order. */
export class Ink {
  readonly lines: InkedRule[] = []
  readonly fills: Fill[] = []
  /** White areas: they cover what lies beneath, and nothing of them is seen on white. */
  readonly white: WhiteBox[] = []
  readonly images: BoundingBox[] = []
  readonly drawings: BoundingBox[] = []

  stroke(x0: number, y0: number, x1: number, y1: number, width: number, lightness: number): void {
    if (!Number.isFinite(x0 + y0 + x1 + y1 + width)) return
    const dx = Math.abs(x1 - x0)
    const dy = Math.abs(y1 - y0)
    const thickness = Math.max(width, HAIRLINE)
    if (dy <= straight(dx)) this.#line('horizontal', (y0 + y1) / 2, x0, x1, thickness, lightness)
    else if (dx <= straight(dy)) this.#line('vertical', (x0 + x1) / 2, y0, y1, thickness, lightness)
    else if (lightness < WHITE) this.drawing(boxBetween(x0, y0, x1, y1))
  }

  /** A filled rectangle: a line where it is thin, a dot of one where it is tiny, else an area. */
  rectangle(box: BoundingBox, lightness: number): void {
    if (!isFinite(box)) return
    const { x, y, width, height } = box
    const across = height <= width
    const thin = Math.min(width, height)
    const long = Math.max(width, height)
    if (long <= DOT) {
      this.#line('horizontal', y + height / 2, x, x + width, height, lightness)
      this.#line('vertical', x + width / 2, y, y + height, width, lightness)
    } else if (thin <= THIN && long >= 4 * thin) {
      if (across) this.#line('horizontal', y + height / 2, x, x + width, height, lightness)
      else this.#line('vertical', x + width / 2, y, y + height, width, lightness)
    } else if (lightness < WHITE) {
      this.fills.push({ bbox: box, lightness })
    } else if (this.fills.length > 0) {
      this.white.push({ bbox: box, after: this.fills.length })
    }
  }

  /** A line that is what others leave of a filled box. */
  left({ orientation, position, start, end, thickness }: Rule, lightness: number): void {
    this.#line(orientation, position, start, end, thickness, lightness)
  }

  image(box: BoundingBox): void {
    if (!isFinite(box)) return
    if (Math.min(box.width, box.height) <= THIN) this.rectangle(box, 0.5)
    else this.images.push(box)
  }

  /** Neighbouring strokes of one curve come one after the other: they are kept as one box. */
  drawing(box: BoundingBox): void {
    if (!isFinite(box)) return
    const last = this.drawings.at(-1)
    if (last !== undefined && touches(last, box)) this.drawings[this.drawings.length - 1] = around(last, box)
    else this.drawings.push(box)
  }

  #line(
    orientation: Rule['orientation'],
    position: number,
    from: number,
    to: number,
    thickness: number,
    lightness: number,
  ): void {
    const [start, end] = from < to ? [from, to] : [to, from]
    this.lines.push({ orientation, position, start, end, thickness, white: lightness >= WHITE })
  }
}

/** Damaged files have numbers that overflow. */
const isFinite = ({ x, y, width, height }: BoundingBox): boolean => Number.isFinite(x + y + width + height)

export interface InkedRule extends Rule {
  readonly white: boolean
}

/** How far the ends of a line of this length may differ sideways: scans and rounding tilt by up to 0.3 %. */
const straight = (length: number): number => Math.min(1, Math.max(0.25, length * 0.003))

function touches(a: BoundingBox, b: BoundingBox): boolean {
  return (
    b.x <= a.x + a.width + 1 &&
    a.x <= b.x + b.width + 1 &&
    b.y <= a.y + a.height + 1 &&
    a.y <= b.y + b.height + 1
  )
}

function around(a: BoundingBox, b: BoundingBox): BoundingBox {
  const x = Math.min(a.x, b.x)
  const y = Math.min(a.y, b.y)
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  }
}

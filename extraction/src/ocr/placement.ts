import { type Matrix, compose } from '../geometry/matrix.ts'
import type { QuarterTurn } from '../geometry/page-space.ts'
import { frameAround } from './resample.ts'

/** How a page was made upright: first turned clockwise by quarters, then by a small angle, in radians. */
export interface Straightening {
  readonly turn: QuarterTurn
  readonly angle: number
}

export interface Placement {
  /** Size of the upright page in points. */
  readonly width: number
  readonly height: number
  /** From the upright page's points to the page's own. */
  readonly toPage: Matrix
}

/** Where the points of the upright page lie on a page of this size. */
export function placementOf(width: number, height: number, { turn, angle }: Straightening): Placement {
  const [across, down] = turn % 180 === 0 ? [width, height] : [height, width]
  const frame = frameAround(across, down, angle)
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)]
  const [fromX, fromY] = [frame.width / 2, frame.height / 2]
  const unrotated: Matrix = {
    a: cos,
    b: -sin,
    c: sin,
    d: cos,
    e: across / 2 - cos * fromX - sin * fromY,
    f: down / 2 + sin * fromX - cos * fromY,
  }
  return { ...frame, toPage: compose(unrotated, unturned(turn, width, height)) }
}

function unturned(turn: QuarterTurn, width: number, height: number): Matrix {
  switch (turn) {
    case 0:
      return { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 }
    case 90:
      return { a: 0, b: -1, c: 1, d: 0, e: 0, f: height }
    case 180:
      return { a: -1, b: 0, c: 0, d: -1, e: width, f: height }
    case 270:
      return { a: 0, b: 1, c: -1, d: 0, e: width, f: 0 }
  }
}

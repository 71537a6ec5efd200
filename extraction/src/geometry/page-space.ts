import type { Matrix } from './matrix.ts'

export type QuarterTurn = 0 | 90 | 180 | 270

/** A crop box in the file's own coordinates: origin anywhere, y upwards. */
export interface Crop {
  readonly left: number
  readonly bottom: number
  readonly right: number
  readonly top: number
}

/** From the file's coordinates to the page as a reader sees it: cropped, turned clockwise, y downwards. */
export function pageSpace(crop: Crop, rotation: QuarterTurn): Matrix {
  switch (rotation) {
    case 0:
      return { a: 1, b: 0, c: 0, d: -1, e: -crop.left, f: crop.top }
    case 90:
      return { a: 0, b: 1, c: 1, d: 0, e: -crop.bottom, f: -crop.left }
    case 180:
      return { a: -1, b: 0, c: 0, d: 1, e: crop.right, f: -crop.bottom }
    case 270:
      return { a: 0, b: -1, c: -1, d: 0, e: crop.top, f: crop.right }
  }
}

/**
 * Turns the page so that text of this direction runs left to right: x becomes the way along the line,
 * y the way from line to line. Its inverse is `readingFrame` of the opposite turn.
 */
export function readingFrame(direction: QuarterTurn): Matrix {
  switch (direction) {
    case 0:
      return { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 }
    case 90:
      return { a: 0, b: -1, c: 1, d: 0, e: 0, f: 0 }
    case 180:
      return { a: -1, b: 0, c: 0, d: -1, e: 0, f: 0 }
    case 270:
      return { a: 0, b: 1, c: -1, d: 0, e: 0, f: 0 }
  }
}

export function opposite(direction: QuarterTurn): QuarterTurn {
  return direction === 90 ? 270 : direction === 270 ? 90 : direction
}

/** The quarter turn nearest to the way (x, y), y downwards. */
export function directionOf(x: number, y: number): QuarterTurn {
  if (Math.abs(x) >= Math.abs(y)) return x >= 0 ? 0 : 180
  return y > 0 ? 90 : 270
}

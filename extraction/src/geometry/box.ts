import type { BoundingBox } from '../model.ts'

/** The box between two corners, in any order. */
export function boxBetween(x0: number, y0: number, x1: number, y1: number): BoundingBox {
  return { x: Math.min(x0, x1), y: Math.min(y0, y1), width: Math.abs(x1 - x0), height: Math.abs(y1 - y0) }
}

export const right = (box: BoundingBox): number => box.x + box.width
export const bottom = (box: BoundingBox): number => box.y + box.height
export const centreX = (box: BoundingBox): number => box.x + box.width / 2
export const centreY = (box: BoundingBox): number => box.y + box.height / 2
export const area = (box: BoundingBox): number => box.width * box.height

export function union(a: BoundingBox, b: BoundingBox): BoundingBox {
  return boxBetween(
    Math.min(a.x, b.x),
    Math.min(a.y, b.y),
    Math.max(right(a), right(b)),
    Math.max(bottom(a), bottom(b)),
  )
}

/** The smallest box around all of them; null for none. */
export function unionAll(boxes: Iterable<BoundingBox>): BoundingBox | null {
  let all: BoundingBox | null = null
  for (const box of boxes) all = all === null ? box : union(all, box)
  return all
}

/** The shared area; null when they do not touch. */
export function intersection(a: BoundingBox, b: BoundingBox): BoundingBox | null {
  const x = Math.max(a.x, b.x)
  const y = Math.max(a.y, b.y)
  const width = Math.min(right(a), right(b)) - x
  const height = Math.min(bottom(a), bottom(b)) - y
  return width < 0 || height < 0 ? null : { x, y, width, height }
}

/** Length that two intervals share; negative is the gap between them. */
export function overlap(a0: number, a1: number, b0: number, b1: number): number {
  return Math.min(a1, b1) - Math.max(a0, b0)
}

export const overlapX = (a: BoundingBox, b: BoundingBox): number => overlap(a.x, right(a), b.x, right(b))
export const overlapY = (a: BoundingBox, b: BoundingBox): number => overlap(a.y, bottom(a), b.y, bottom(b))

export function containsPoint(box: BoundingBox, x: number, y: number): boolean {
  return x >= box.x && x <= right(box) && y >= box.y && y <= bottom(box)
}

export const containsCentre = (box: BoundingBox, of: BoundingBox): boolean =>
  containsPoint(box, centreX(of), centreY(of))

export function grow(box: BoundingBox, by: number): BoundingBox {
  return { x: box.x - by, y: box.y - by, width: box.width + 2 * by, height: box.height + 2 * by }
}

/** Hundredths of a point: finer than any print, and the same on every machine. */
export const rounded = (value: number): number => Math.round(value * 100) / 100

export function roundedBox(box: BoundingBox): BoundingBox {
  const x = rounded(box.x)
  const y = rounded(box.y)
  return { x, y, width: rounded(right(box) - x), height: rounded(bottom(box) - y) }
}

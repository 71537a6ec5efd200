import type { QuarterTurn } from '../geometry/page-space.ts'
import { type Picture, WHITE } from './picture.ts'

/** The picture turned clockwise. */
export function turned(picture: Picture, turn: QuarterTurn): Picture {
  if (turn === 0) return picture
  const { width, height, pixels } = picture
  const upright = turn === 180
  const [across, down] = upright ? [width, height] : [height, width]
  const out = new Uint8Array(pixels.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to =
        turn === 90
          ? x * across + (height - 1 - y)
          : upright
            ? (height - 1 - y) * across + (width - 1 - x)
            : (width - 1 - x) * across + y
      out[to] = pixels[y * width + x] ?? WHITE
    }
  }
  return { width: across, height: down, pixels: out }
}

/** Enlarged by this factor with Catmull and Rom's cubic, which keeps edges sharp. */
export function enlarged(picture: Picture, factor: number): Picture {
  if (factor === 1) return picture
  const { width, height, pixels } = picture
  const columns = taps(width, factor)
  const rows = taps(height, factor)
  const [across, down] = [columns.count, rows.count]
  const wide = new Float32Array(across * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < across; x++) {
      let sum = 0
      for (let i = 4 * x; i < 4 * x + 4; i++)
        sum += (columns.weights[i] ?? 0) * (pixels[y * width + (columns.places[i] ?? 0)] ?? 0)
      wide[y * across + x] = sum
    }
  }
  const out = new Uint8ClampedArray(across * down)
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      let sum = 0
      for (let i = 4 * y; i < 4 * y + 4; i++)
        sum += (rows.weights[i] ?? 0) * (wide[(rows.places[i] ?? 0) * across + x] ?? 0)
      out[y * across + x] = sum
    }
  }
  return { width: across, height: down, pixels: new Uint8Array(out.buffer) }
}

/** Which four pixels each new one is made of, and with what weights. */
function taps(size: number, factor: number) {
  const count = Math.max(1, Math.round(size * factor))
  const places = new Int32Array(4 * count)
  const weights = new Float64Array(4 * count)
  for (let to = 0; to < count; to++) {
    const from = (to + 0.5) / factor - 0.5
    const first = Math.floor(from) - 1
    for (let tap = 0; tap < 4; tap++) {
      places[4 * to + tap] = Math.min(size - 1, Math.max(0, first + tap))
      weights[4 * to + tap] = cubic(from - (first + tap))
    }
  }
  return { count, places, weights }
}

function cubic(distance: number): number {
  const t = Math.abs(distance)
  if (t <= 1) return 1.5 * t ** 3 - 2.5 * t ** 2 + 1
  return t < 2 ? -0.5 * t ** 3 + 2.5 * t ** 2 - 4 * t + 2 : 0
}

/** The size of the smallest upright frame around a rectangle that is turned by this angle, in radians. */
export function frameAround(width: number, height: number, angle: number) {
  const [sin, cos] = [Math.abs(Math.sin(angle)), Math.abs(Math.cos(angle))]
  return { width: width * cos + height * sin, height: width * sin + height * cos }
}

/** The picture turned clockwise by a small angle, in radians, about its centre, in the frame around it; white outside. */
export function rotated(picture: Picture, angle: number): Picture {
  if (angle === 0) return picture
  const { width, height, pixels } = picture
  const frame = frameAround(width, height, angle)
  const [across, down] = [Math.round(frame.width), Math.round(frame.height)]
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)]
  const out = new Uint8Array(across * down).fill(WHITE)
  for (let y = 0; y < down; y++) {
    const dy = y + 0.5 - down / 2
    for (let x = 0; x < across; x++) {
      const dx = x + 0.5 - across / 2
      const fromX = cos * dx + sin * dy + width / 2 - 0.5
      const fromY = cos * dy - sin * dx + height / 2 - 0.5
      const [left, top] = [Math.floor(fromX), Math.floor(fromY)]
      if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) continue
      const [u, v] = [fromX - left, fromY - top]
      const at = top * width + left
      const upper = (1 - u) * (pixels[at] ?? 0) + u * (pixels[at + 1] ?? 0)
      const lower = (1 - u) * (pixels[at + width] ?? 0) + u * (pixels[at + width + 1] ?? 0)
      out[y * across + x] = (1 - v) * upper + v * lower
    }
  }
  return { width: across, height: down, pixels: out }
}

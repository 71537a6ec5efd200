import type { Picture } from './picture.ts'

/** Radians to either side that a page on a scanner's glass may lie askew. */
const MOST = (7 * Math.PI) / 180
/** Steps of the searches, each about the best of the one before: radians. The last moves the end of a line by half a pixel. */
const STEPS = [(0.5 * Math.PI) / 180, (0.1 * Math.PI) / 180, (0.02 * Math.PI) / 180]
/** Points of ink that are looked at: enough for a page of text. */
const MOST_POINTS = 60_000
/** Darker than this is ink, on white paper. */
const INK = 150

/** Places of ink, sampled evenly over the picture. */
export interface InkPoints {
  readonly xs: Float32Array
  readonly ys: Float32Array
}

export function inkPoints({ width, height, pixels }: Picture): InkPoints {
  let all = 0
  for (const grey of pixels) if (grey < INK) all++
  const every = Math.max(1, Math.ceil(all / MOST_POINTS))
  const xs = new Float32Array(Math.ceil(all / every))
  const ys = new Float32Array(xs.length)
  let seen = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((pixels[y * width + x] ?? 255) >= INK || seen++ % every !== 0) continue
      const at = (seen - 1) / every
      xs[at] = x - width / 2
      ys[at] = y - height / 2
    }
  }
  return { xs, ys }
}

export interface Skew {
  /** Radians clockwise from the horizontal at which lines of text run. */
  readonly angle: number
  /** How sharply lines part from the space between them at this angle; comparable for the same points. */
  readonly sharpness: number
}

/**
 * The angle at which ink falls into rows: there the number of points from one row to the next changes most (Postl's
 * projection profiles).
 */
export function skewOf({ xs, ys }: InkPoints): Skew {
  const reach = xs.reduce((most, x, i) => Math.max(most, Math.abs(x) + Math.abs(ys[i] ?? 0)), 1)
  const rows = new Float64Array(2 * Math.ceil(reach) + 4)
  let best: Skew = { angle: 0, sharpness: sharpnessAt(0) }
  let span = MOST
  for (const step of STEPS) {
    const about = best.angle
    for (let n = -Math.round(span / step); n <= Math.round(span / step); n++) {
      const angle = about + n * step
      const sharpness = sharpnessAt(angle)
      if (sharpness > best.sharpness) best = { angle, sharpness }
    }
    span = step
  }
  return best

  function sharpnessAt(angle: number): number {
    const slope = Math.tan(angle)
    rows.fill(0)
    const middle = Math.ceil(reach) + 1
    for (let i = 0; i < xs.length; i++) {
      const row = Math.round((ys[i] ?? 0) - slope * (xs[i] ?? 0)) + middle
      rows[row] = (rows[row] ?? 0) + 1
    }
    let sum = 0
    for (let row = 1; row < rows.length; row++) sum += ((rows[row] ?? 0) - (rows[row - 1] ?? 0)) ** 2
    return sum
  }
}

/** The points of the same page turned a quarter clockwise. */
export const turnedPoints = ({ xs, ys }: InkPoints): InkPoints => ({ xs: ys.map((y) => -y), ys: xs })

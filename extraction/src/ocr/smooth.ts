import type { Picture } from './picture.ts'

/**
 * Each pixel becomes the median of the nine around it (specks go, edges stay); the outermost rows stay. It is the middle
 * of three: of the highest low, the middle one and the lowest high of the three columns (a third of the time of sorting).
 */
export function median(picture: Picture): Picture {
  const { width, height, pixels } = picture
  const out = new Uint8Array(pixels)
  for (let y = 1; y < height - 1; y++) {
    let [lowest, middle, highest] = [0, 0, 0]
    let [lowBefore, middleBefore, highBefore] = [0, 0, 0]
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const [above, here, below] = [pixels[at - width] ?? 0, pixels[at] ?? 0, pixels[at + width] ?? 0]
      const low = Math.min(above, here, below)
      const high = Math.max(above, here, below)
      const between = above + here + below - low - high
      if (x >= 2)
        out[at - 1] = middleOf(
          Math.max(lowest, lowBefore, low),
          middleOf(middle, middleBefore, between),
          Math.min(highest, highBefore, high),
        )
      lowest = lowBefore
      middle = middleBefore
      highest = highBefore
      lowBefore = low
      middleBefore = between
      highBefore = high
    }
  }
  return { width, height, pixels: out }
}

const middleOf = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))

/** Convolved with a normal curve of this standard deviation, in pixels. */
export function blurred(picture: Picture, deviation: number): Picture {
  const weights = normalCurve(deviation)
  const { width, height, pixels } = picture
  const reach = (weights.length - 1) / 2
  const across = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let i = -reach; i <= reach; i++) {
        const column = x + i < 0 ? 0 : x + i >= width ? width - 1 : x + i
        sum += (weights[i + reach] ?? 0) * (pixels[y * width + column] ?? 0)
      }
      across[y * width + x] = sum
    }
  }
  const out = new Uint8ClampedArray(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let i = -reach; i <= reach; i++) {
        const row = y + i < 0 ? 0 : y + i >= height ? height - 1 : y + i
        sum += (weights[i + reach] ?? 0) * (across[row * width + x] ?? 0)
      }
      out[y * width + x] = sum
    }
  }
  return { width, height, pixels: new Uint8Array(out.buffer) }
}

function normalCurve(deviation: number): Float64Array {
  const reach = Math.ceil(2.5 * deviation)
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * deviation ** 2)),
  )
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / sum)
}

import type { Picture } from './picture.ts'

/** Each pixel becomes the median of the nine around it (specks go, edges stay); the outermost rows stay. */
export function median(picture: Picture): Picture {
  const { width, height, pixels } = picture
  const out = new Uint8Array(pixels)
  const nine = new Uint8Array(9)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      let count = 0
      for (let row = y - 1; row <= y + 1; row++) {
        const from = row * width + x - 1
        for (let i = from; i < from + 3; i++) {
          const grey = pixels[i] ?? 0
          let place = count++
          for (; place > 0 && (nine[place - 1] ?? 0) > grey; place--) nine[place] = nine[place - 1] ?? 0
          nine[place] = grey
        }
      }
      out[y * width + x] = nine[4] ?? 0
    }
  }
  return { width, height, pixels: out }
}

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

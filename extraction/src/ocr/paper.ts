import type { Picture } from './picture.ts'

/** Side of the squares in which the paper's own grey is looked for, in inches: some lines of text. */
const SQUARE = 1 / 6
/** Of a square's pixels, the share lighter than what counts as its paper: half of them are noise upwards. */
const LIGHTER = 0.35
/** Of the squares around, how many are darker than what counts as the paper there: those full of ink do not. */
const DARKER = 0.7
/** What the paper becomes: a little under white, so that noise upwards stays noise. */
const PAPER = 245
/** A square darker than this is a picture, not paper. */
const DARKEST = 60

/**
 * The picture as if on paper of one lightness: grey paper, shadows and shaded bands become white, so that one
 * threshold serves for all of it.
 */
export function onWhitePaper(picture: Picture, dpi: number): Picture {
  const side = Math.max(8, Math.round(dpi * SQUARE))
  const paper = widened(paperBySquare(picture, side))
  const { width, height, pixels } = picture
  const out = new Uint8Array(pixels.length)
  for (let y = 0; y < height; y++) {
    const [top, v] = between((y + 0.5) / side - 0.5, paper.height)
    for (let x = 0; x < width; x++) {
      const [left, u] = between((x + 0.5) / side - 0.5, paper.width)
      const at = top * paper.width + left
      const below = top + 1 < paper.height ? at + paper.width : at
      const next = left + 1 < paper.width ? 1 : 0
      const here =
        (1 - v) * ((1 - u) * (paper.values[at] ?? 0) + u * (paper.values[at + next] ?? 0)) +
        v * ((1 - u) * (paper.values[below] ?? 0) + u * (paper.values[below + next] ?? 0))
      const i = y * width + x
      out[i] = Math.min(255, ((pixels[i] ?? 255) * PAPER) / Math.max(DARKEST, here))
    }
  }
  return { width, height, pixels: out }
}

interface Grid {
  readonly width: number
  readonly height: number
  readonly values: Float32Array
}

function paperBySquare({ width, height, pixels }: Picture, side: number): Grid {
  const [across, down] = [Math.ceil(width / side), Math.ceil(height / side)]
  const values = new Float32Array(across * down)
  const counts = new Uint32Array(256)
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      counts.fill(0)
      let all = 0
      for (let y = row * side; y < Math.min(height, (row + 1) * side); y++) {
        for (let x = column * side; x < Math.min(width, (column + 1) * side); x++) {
          const grey = pixels[y * width + x] ?? 255
          counts[grey] = (counts[grey] ?? 0) + 1
          all++
        }
      }
      let lighter = 0
      let grey = 255
      for (; grey > 0 && lighter < all * LIGHTER; grey--) lighter += counts[grey] ?? 0
      values[row * across + column] = grey
    }
  }
  return { width: across, height: down, values }
}

function widened({ width, height, values }: Grid): Grid {
  const out = new Float32Array(values.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const around: number[] = []
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++)
          around.push(values[row * width + column] ?? 255)
      }
      around.sort((a, b) => a - b)
      out[y * width + x] = around[Math.floor(around.length * DARKER)] ?? 255
    }
  }
  return { width, height, values: out }
}

/** The cell before this place, and how far on to the next it lies. */
function between(place: number, count: number): readonly [number, number] {
  const held = Math.min(count - 1, Math.max(0, place))
  const before = Math.min(Math.max(0, count - 2), Math.floor(held))
  return [before, held - before]
}

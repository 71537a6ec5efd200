import type { Picture } from './picture.ts'

/** Cells in which the paper's grey is looked for: so many an inch, for noise is less in the mean of some pixels. */
const CELLS = 75
/** Half the width in inches of what is ink, not paper: strokes of the largest letters, and no shaded row. */
const REACH = 0.055
/** A cell darker than this is a picture, not paper. */
const DARKEST = 60
/** Greys of a picture on even paper are in so many parts of the paper's own; under this many is ink. */
const PARTS = 200
const INK = 150

/**
 * The picture as if on white paper: grey paper, shadows and shaded bands become white, so that one threshold serves for
 * all of it. Paper is what is left of the page when everything narrow and dark is filled in (a grey closing).
 */
export function onWhitePaper(picture: Picture, dpi: number): Picture {
  const even = onEvenPaper(picture, paperOf(picture, dpi))
  const paper = usualLightness(even)
  const greys = Uint8Array.from({ length: 256 }, (_, lightness) => Math.min(255, (lightness / paper) * 255))
  return { ...picture, pixels: even.map((lightness) => greys[lightness] ?? 255) }
}

interface Grid {
  readonly width: number
  readonly height: number
  /** Pixels that a cell is wide and high. */
  readonly side: number
  readonly values: Float32Array
}

function paperOf(picture: Picture, dpi: number): Grid {
  const side = Math.max(1, Math.round(dpi / CELLS))
  const reach = Math.max(1, Math.round((REACH * dpi) / side))
  const cells = smoothed(meansOf(picture, side))
  return smoothed(extremes(extremes(cells, reach, Math.max), reach, Math.min))
}

function meansOf({ width, height, pixels }: Picture, side: number): Grid {
  const [across, down] = [Math.ceil(width / side), Math.ceil(height / side)]
  const values = new Float32Array(across * down)
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      let [sum, all] = [0, 0]
      for (let y = row * side; y < Math.min(height, (row + 1) * side); y++) {
        for (let x = column * side; x < Math.min(width, (column + 1) * side); x++, all++)
          sum += pixels[y * width + x] ?? 0
      }
      values[row * across + column] = sum / all
    }
  }
  return { width: across, height: down, side, values }
}

/** Each cell becomes the mean of the nine around it. */
function smoothed(grid: Grid): Grid {
  const { width, height, values } = grid
  const out = new Float32Array(values.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let [sum, all] = [0, 0]
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++, all++)
          sum += values[row * width + column] ?? 0
      }
      out[y * width + x] = sum / all
    }
  }
  return { ...grid, values: out }
}

/** Each cell becomes the lightest, or darkest, of the square around it. */
function extremes(grid: Grid, reach: number, choose: (a: number, b: number) => number): Grid {
  const { width, height, values } = grid
  const rows = new Float32Array(values.length)
  const out = new Float32Array(values.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let best = values[y * width + x] ?? 0
      for (let column = Math.max(0, x - reach); column <= Math.min(width - 1, x + reach); column++)
        best = choose(best, values[y * width + column] ?? best)
      rows[y * width + x] = best
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let best = rows[y * width + x] ?? 0
      for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++)
        best = choose(best, rows[row * width + x] ?? best)
      out[y * width + x] = best
    }
  }
  return { ...grid, values: out }
}

/** Lightness of each pixel in parts of the paper's there, which is taken between the middles of cells. */
function onEvenPaper({ width, height, pixels }: Picture, paper: Grid): Uint8Array {
  const out = new Uint8Array(pixels.length)
  for (let y = 0; y < height; y++) {
    const [top, v] = between((y + 0.5) / paper.side - 0.5, paper.height)
    for (let x = 0; x < width; x++) {
      const [left, u] = between((x + 0.5) / paper.side - 0.5, paper.width)
      const at = top * paper.width + left
      const below = top + 1 < paper.height ? at + paper.width : at
      const next = left + 1 < paper.width ? 1 : 0
      const here =
        (1 - v) * ((1 - u) * (paper.values[at] ?? 0) + u * (paper.values[at + next] ?? 0)) +
        v * ((1 - u) * (paper.values[below] ?? 0) + u * (paper.values[below + next] ?? 0))
      const i = y * width + x
      out[i] = Math.min(255, Math.round(((pixels[i] ?? 255) * PARTS) / Math.max(DARKEST, here)))
    }
  }
  return out
}

/** The cell before this place, and how far on to the next it lies. */
function between(place: number, count: number): readonly [number, number] {
  const held = Math.min(count - 1, Math.max(0, place))
  const before = Math.min(Math.max(0, count - 2), Math.floor(held))
  return [before, held - before]
}

/** The middle of what is no ink: noise takes as much of the paper down as up. */
function usualLightness(even: Uint8Array): number {
  const counts = new Uint32Array(256)
  for (const lightness of even) counts[lightness] = (counts[lightness] ?? 0) + 1
  const light = counts.subarray(INK)
  const half = light.reduce((sum, count) => sum + count, 0) / 2
  let seen = 0
  const middle = light.findIndex((count) => (seen += count) > half)
  return middle < 0 ? PARTS : INK + middle
}

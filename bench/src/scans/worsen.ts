import type { Raster } from './raster.ts'

/** What a scanner, a careless hand and time do to a page. */
export interface Damage {
  /** Degrees clockwise. */
  readonly skew: number
  /** A quarter turn clockwise. */
  readonly turned: boolean
  /** Paper that is grey, darker towards one corner. */
  readonly grey: boolean
  /** Standard deviation of the noise, in 255ths. */
  readonly noise: number
}

/** The picture after all of it; the same seed gives the same picture. */
export function worsened(page: Raster, damage: Damage, seed: number): Raster {
  let picture = page
  if (damage.skew !== 0) picture = skewed(picture, damage.skew)
  if (damage.turned) picture = turnedClockwise(picture)
  if (damage.grey) picture = onGreyPaper(picture)
  return damage.noise > 0 ? noisy(picture, damage.noise, seed) : picture
}

function turnedClockwise({ width, height, pixels }: Raster): Raster {
  const turned = new Uint8Array(pixels.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) turned[x * height + (height - 1 - y)] = pixels[y * width + x] ?? 255
  }
  return { width: height, height: width, pixels: turned }
}

/** About the centre, between neighbouring pixels by distance; what comes in from outside is white. */
function skewed({ width, height, pixels }: Raster, degrees: number): Raster {
  const angle = (degrees * Math.PI) / 180
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)]
  const out = new Uint8Array(pixels.length)
  const at = (x: number, y: number) =>
    x < 0 || y < 0 || x >= width || y >= height ? 255 : (pixels[y * width + x] ?? 255)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x - width / 2, y - height / 2]
      const [fromX, fromY] = [cos * dx + sin * dy + width / 2, cos * dy - sin * dx + height / 2]
      const [x0, y0] = [Math.floor(fromX), Math.floor(fromY)]
      const [u, v] = [fromX - x0, fromY - y0]
      const top = (1 - u) * at(x0, y0) + u * at(x0 + 1, y0)
      const low = (1 - u) * at(x0, y0 + 1) + u * at(x0 + 1, y0 + 1)
      out[y * width + x] = (1 - v) * top + v * low
    }
  }
  return { width, height, pixels: out }
}

/** Of 255: how light the paper is at its lightest and at its darkest corner, and how dark the print. */
const LIGHTEST = 225
const DARKEST = 170
const PRINT = 40

function onGreyPaper({ width, height, pixels }: Raster): Raster {
  const out = new Uint8Array(pixels.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const paper = LIGHTEST - (LIGHTEST - DARKEST) * ((x / width + y / height) / 2)
      out[y * width + x] = PRINT + ((paper - PRINT) * (pixels[y * width + x] ?? 255)) / 255
    }
  }
  return { width, height, pixels: out }
}

/** Share of pixels that are specks, black or white. */
const SPECKS = 0.001

function noisy({ width, height, pixels }: Raster, deviation: number, seed: number): Raster {
  const random = randomFrom(seed)
  const out = new Uint8ClampedArray(pixels.length)
  for (let i = 0; i < out.length; i++) {
    // The sum of three even chances is near enough to a normal one; its own deviation is a half.
    const noise = (random() + random() + random() - 1.5) * 2 * deviation
    const speck = random()
    out[i] = speck < SPECKS ? (speck < SPECKS / 2 ? 0 : 255) : (pixels[i] ?? 255) + noise
  }
  return { width, height, pixels: new Uint8Array(out.buffer) }
}

/** Mulberry32, by Tommy Ettinger: 0 ≤ number < 1. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

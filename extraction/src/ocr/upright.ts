import type { QuarterTurn } from '../geometry/page-space.ts'
import type { Picture } from './picture.ts'
import type { Straightening } from './placement.ts'
import type { Recogniser } from './recogniser.ts'
import { rotated, turned } from './resample.ts'
import { inkPoints, skewOf, turnedPoints } from './skew.ts'

/** How much sharper rows must be across the page than along it before the page counts as lying on its side. */
const CLEARLY = 1.3
/** A band of this many inches, the fullest of the page, tells which side is up. */
const BAND = 1.5

/** Finds which way is up and how far lines of text are from level; the picture is on white paper. */
export function straighteningOf(picture: Picture, dpi: number, recogniser: Recogniser): Straightening {
  const points = inkPoints(picture)
  const upright = skewOf(points)
  const lying = skewOf(turnedPoints(points))
  if (lying.sharpness < CLEARLY * upright.sharpness) {
    const turn = upwards(picture, dpi, recogniser, [0, 180], upright.angle)
    return { turn, angle: -upright.angle }
  }
  const turn = upwards(picture, dpi, recogniser, [90, 270], lying.angle)
  return { turn, angle: -lying.angle }
}

/** Of two opposite turns the one in which the fullest band of the page reads better. */
function upwards(
  picture: Picture,
  dpi: number,
  recogniser: Recogniser,
  turns: readonly [QuarterTurn, QuarterTurn],
  skew: number,
): QuarterTurn {
  const band = fullestBand(rotated(turned(picture, turns[0]), -skew), Math.round(BAND * dpi))
  const first = sense(recogniser, band, dpi)
  if (first.letters >= ENOUGH && first.sure > SURELY * first.letters) return turns[0]
  return first.sure >= sense(recogniser, turned(band, 180), dpi).sure ? turns[0] : turns[1]
}

/** So many letters, read so surely on average, are not upside down: those came out at .21 and less. */
const ENOUGH = 60
const SURELY = 0.45

/** Letters that were read, and the same each counted by how surely. */
function sense(recogniser: Recogniser, band: Picture, dpi: number) {
  let [letters, sure] = [0, 0]
  for (const { text, confidence } of recogniser.read(band, dpi)) {
    const count = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0
    letters += count
    sure += confidence ** 2 * count
  }
  return { letters, sure }
}

const INK = 150

function fullestBand({ width, height, pixels }: Picture, rows: number): Picture {
  const tall = Math.min(rows, height)
  const inked = new Float64Array(height + 1)
  for (let y = 0; y < height; y++) {
    let ink = 0
    for (let x = 0; x < width; x++) if ((pixels[y * width + x] ?? 255) < INK) ink++
    inked[y + 1] = (inked[y] ?? 0) + ink
  }
  let [best, most] = [0, -1]
  for (let y = 0; y + tall <= height; y += 4) {
    const ink = (inked[y + tall] ?? 0) - (inked[y] ?? 0)
    if (ink > most) [best, most] = [y, ink]
  }
  return { width, height: tall, pixels: pixels.slice(best * width, (best + tall) * width) }
}

import { type Picture, WHITE } from './picture.ts'

/** Pixels: what the network for lines takes. */
export const CROP_HEIGHT = 48
/** The network's steps lie so many pixels apart. */
const STEP = 8
const NARROWEST = 2 * STEP
/** Crops are narrowed by this: as well read as at full width, and a sixth faster. */
const NARROWED = 0.85
/** The widest that is read, in heights of the crop: what is wider is no word. */
const WIDEST = 40

export interface Frame {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A piece of a page as the network takes it: -1 black .. 1 white, row by row, 48 rows. */
export interface Crop {
  readonly width: number
  readonly values: Float32Array
}

/** What the frame shows, scaled to the network's height; each value is the mean of the pixels that it stands for. */
export function cropOf(picture: Picture, frame: Frame): Crop {
  const across = (frame.bottom - frame.top) / CROP_HEIGHT
  const along = across / NARROWED
  const columns = Math.min((frame.right - frame.left) / along, WIDEST * CROP_HEIGHT)
  const width = Math.max(NARROWEST, STEP * Math.ceil(columns / STEP))
  const values = new Float32Array(width * CROP_HEIGHT)
  const samples = Math.max(1, Math.ceil(across))
  for (let y = 0; y < CROP_HEIGHT; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let j = 0; j < samples; j++) {
        const fromY = frame.top + (y + (j + 0.5) / samples) * across - 0.5
        for (let i = 0; i < samples; i++)
          sum += lightness(picture, frame.left + (x + (i + 0.5) / samples) * along - 0.5, fromY)
      }
      values[y * width + x] = (2 * sum) / (samples * samples * WHITE) - 1
    }
  }
  return { width, values }
}

/** Between the four pixels around it; paper outside the picture. */
function lightness({ width, height, pixels }: Picture, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) return WHITE
  const [u, v] = [x - left, y - top]
  const at = top * width + left
  return (
    (1 - v) * ((1 - u) * (pixels[at] ?? WHITE) + u * (pixels[at + 1] ?? WHITE)) +
    v * ((1 - u) * (pixels[at + width] ?? WHITE) + u * (pixels[at + width + 1] ?? WHITE))
  )
}

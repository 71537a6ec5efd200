import type { Picture } from '../picture.ts'
import type { RecognisedWord } from '../recogniser.ts'

/** Black on white, in pixels. */
export type Ink = readonly [left: number, top: number, width: number, height: number]

export function drawn(width: number, height: number, inks: readonly Ink[]): Picture {
  const pixels = new Uint8Array(width * height).fill(255)
  for (const [left, top, across, down] of inks) {
    for (let y = top; y < top + down; y++) pixels.fill(0, y * width + left, y * width + left + across)
  }
  return { width, height, pixels }
}

/** A word 20 pixels high whose letters are 15 wide. */
export const wordAt = (text: string, left: number, baseline: number, confidence = 0.9): RecognisedWord => ({
  text,
  confidence,
  left,
  right: left + 15 * text.length,
  top: baseline - 20,
  bottom: baseline,
  baseline,
})

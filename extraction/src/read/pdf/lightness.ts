import type { Pdfium } from './pdfium.ts'

/** From this lightness on, ink on white paper cannot be seen. */
export const WHITE = 0.985
/** A pattern has no colour of its own: it counts as ink of middle lightness. */
const PATTERN = 0.5

type ColorCall = (object: number, r: number, g: number, b: number, a: number) => number

/** 0 black .. 1 white by luminance (ITU-R BT.601) on white paper; null where the ink is fully transparent. */
export function lightnessOf({ slab }: Pdfium, call: ColorCall, object: number): number | null {
  const at = slab.at
  if (call(object, at, at + 4, at + 8, at + 12) === 0) return PATTERN
  const [r = 0, g = 0, b = 0, a = 255] = slab.ints
  if (a === 0) return null
  const lightness = (0.299 * r + 0.587 * g + 0.114 * b) / 255
  return 1 - (1 - lightness) * (a / 255)
}

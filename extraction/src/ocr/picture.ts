/** A grey picture: 0 black .. 255 white, row by row. */
export interface Picture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

/** The pixel, or the nearest one of the edge. */
export function pixelAt({ width, height, pixels }: Picture, x: number, y: number): number {
  const column = x < 0 ? 0 : x >= width ? width - 1 : x
  const row = y < 0 ? 0 : y >= height ? height - 1 : y
  return pixels[row * width + column] ?? WHITE
}

export const WHITE = 255

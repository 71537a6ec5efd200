import { inflateSync } from 'node:zlib'

/** A grey picture: 0 black .. 255 white, row by row. */
export interface Raster {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

/** Bytes before a PNG's first chunk, and around the data of each. */
const SIGNATURE = 8
const LENGTH_AND_TYPE = 8
const CHECKSUM = 4
const CHANNELS = 3

/** A page preview (8-bit RGB, every row with filter "up", as the engine writes it) as a grey picture. */
export function fromPreview(png: Uint8Array): Raster {
  const bytes = Buffer.from(png)
  const data: Buffer[] = []
  let [width, height] = [0, 0]
  for (let at = SIGNATURE; at < bytes.length;) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    const body = bytes.subarray(at + LENGTH_AND_TYPE, at + LENGTH_AND_TYPE + length)
    if (type === 'IHDR') [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)]
    if (type === 'IDAT') data.push(body)
    at += LENGTH_AND_TYPE + length + CHECKSUM
  }
  return { width, height, pixels: greyRows(inflateSync(Buffer.concat(data)), width, height) }
}

function greyRows(raw: Buffer, width: number, height: number): Uint8Array {
  const row = width * CHANNELS
  const above = new Uint8Array(row)
  const pixels = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const from = y * (row + 1) + 1
    for (let i = 0; i < row; i++) above[i] = (above[i] ?? 0) + (raw[from + i] ?? 0)
    for (let x = 0; x < width; x++) {
      const at = x * CHANNELS
      pixels[y * width + x] =
        0.299 * (above[at] ?? 0) + 0.587 * (above[at + 1] ?? 0) + 0.114 * (above[at + 2] ?? 0)
    }
  }
  return pixels
}

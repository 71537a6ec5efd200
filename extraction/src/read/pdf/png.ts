import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const RGB = 2
const UP = 2

/**
 * RGBX pixels, `stride` bytes a row, as an 8-bit RGB PNG (ISO/IEC 15948). Filter "up" on every row: on pages of
 * text it comes within a few per cent of choosing per row, in a fraction of the time.
 */
export function encodePng(pixels: Uint8Array, width: number, height: number, stride: number): Uint8Array {
  const row = 1 + width * 3
  const raw = Buffer.alloc(row * height)
  for (let y = 0; y < height; y++) {
    let to = y * row
    raw[to++] = UP
    for (let x = 0, from = y * stride; x < width; x++, from += 4) {
      for (let channel = 0; channel < 3; channel++) {
        const above = y === 0 ? 0 : (pixels[from + channel - stride] ?? 0)
        raw[to++] = (pixels[from + channel] ?? 0) - above
      }
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, RGB, 0, 0, 0], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw, { level: 6 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

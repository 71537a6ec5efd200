import { constants, crc32, deflateRawSync, deflateSync } from 'node:zlib'

const MIB = 1024 * 1024

/** Raw deflate of `mebibytes` MiB of one byte: a block of 1 kB, repeated, so it takes no time to make. */
export function rawBomb(mebibytes: number, byte = 0x20): Buffer {
  const block = deflateRawSync(Buffer.alloc(MIB, byte), { level: 9, finishFlush: constants.Z_FULL_FLUSH })
  const end = deflateRawSync(Buffer.alloc(0))
  return Buffer.concat([...Array.from({ length: mebibytes }, () => block), end])
}

/** The same with zlib's header and checksum, as a PDF's FlateDecode has it. */
export function zlibBomb(mebibytes: number, byte = 0x20): Buffer {
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(adlerOf(byte, mebibytes * MIB))
  return Buffer.concat([Buffer.from([0x78, 0xda]), rawBomb(mebibytes, byte), checksum])
}

/** Deflated `times` over: a kilobyte can hold gigabytes. */
export function chainedBomb(mebibytes: number, times: number): Buffer {
  let bytes = zlibBomb(mebibytes)
  for (let i = 1; i < times; i++) bytes = deflateSync(bytes, { level: 9 })
  return bytes
}

/** Adler-32 of a byte that comes `count` times (RFC 1950). */
function adlerOf(byte: number, count: number): number {
  const modulus = 65521n
  const [value, n] = [BigInt(byte), BigInt(count)]
  const a = (1n + n * value) % modulus
  const b = (n + (value * n * (n + 1n)) / 2n) % modulus
  return Number((b << 16n) | a)
}

/** CRC-32 of so many MiB of one byte. */
export function crcOf(mebibytes: number, byte = 0x20): number {
  const block = Buffer.alloc(MIB, byte)
  let crc = 0
  for (let i = 0; i < mebibytes; i++) crc = crc32(block, crc)
  return crc
}

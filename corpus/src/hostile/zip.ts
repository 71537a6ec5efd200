import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  readonly name: string
  readonly data: Buffer
  /** Data is raw deflate already; else it is deflated here. */
  readonly deflated?: { readonly size: number; readonly crc: number }
  /** What the headers claim as the unpacked size, when that is a lie. */
  readonly claimedSize?: number
}

/** A ZIP archive, with whatever names and sizes are wanted. */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const entry of entries) {
    const name = Buffer.from(entry.name)
    const packed = entry.deflated ? entry.data : deflateRawSync(entry.data)
    const size = entry.claimedSize ?? entry.deflated?.size ?? entry.data.length
    const crc = entry.deflated?.crc ?? crc32(entry.data)
    const common = commonHeader(crc, packed.length, size, name.length)
    const local = Buffer.concat([signature(0x04034b50), common, name, packed])
    files.push(local)
    directory.push(centralHeader(common, at), name)
    at += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  const count = Math.min(entries.length, 0xffff)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...files, listed, end])
}

function commonHeader(crc: number, packed: number, size: number, nameLength: number): Buffer {
  const header = Buffer.alloc(26)
  header.writeUInt16LE(20, 0)
  header.writeUInt16LE(0x0800, 2)
  header.writeUInt16LE(8, 4)
  header.writeUInt32LE(crc >>> 0, 10)
  header.writeUInt32LE(packed, 14)
  header.writeUInt32LE(size, 18)
  header.writeUInt16LE(nameLength, 22)
  return header
}

function centralHeader(common: Buffer, offset: number): Buffer {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(20, 4)
  common.copy(header, 6, 0, 26)
  header.writeUInt32LE(offset, 42)
  return header
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

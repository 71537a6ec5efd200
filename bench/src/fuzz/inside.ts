import { deflateSync, inflateSync } from 'node:zlib'
import { writeZip } from '../../../corpus/src/hostile/zip.ts'
import { DOCX_LIMITS } from '../../../extraction/src/read/docx/limits.ts'
import { ZipArchive } from '../../../extraction/src/read/docx/zip.ts'
import { below, type Random } from './seeded.ts'

type Change = (data: Buffer) => Buffer

/** The file with one of its packed parts changed and packed again; changed as it is where it has none. */
export function changedInside(bytes: Buffer, change: Change, random: Random): Buffer {
  const isZip = bytes.subarray(0, 2).toString('latin1') === 'PK'
  try {
    return (isZip ? inArchive : inStream)(bytes, change, random)
  } catch {
    return change(bytes)
  }
}

function inArchive(bytes: Buffer, change: Change, random: Random): Buffer {
  const archive = new ZipArchive(bytes, DOCX_LIMITS)
  const { names } = archive
  const at = below(random, names.length)
  return writeZip(
    names.map((name, index) => {
      const data = Buffer.from(archive.read(name) ?? [])
      return { name, data: index === at && data.length > 0 ? change(data) : data }
    }),
  )
}

/** Throws where the stream that is picked is not packed. */
function inStream(bytes: Buffer, change: Change, random: Random): Buffer {
  const text = bytes.toString('latin1')
  const streams = [...text.matchAll(/FlateDecode[^]{0,200}?stream\r?\n/g)]
  const picked = streams[below(random, streams.length)]
  if (!picked) throw new RangeError('no stream is packed')
  const start = picked.index + picked[0].length
  const end = text.indexOf('endstream', start)
  const data = deflateSync(change(inflateSync(bytes.subarray(start, end))))
  // As long as it was, where it can be: the places in the cross-reference table stay right.
  const padding = Buffer.alloc(Math.max(0, end - start - data.length))
  return Buffer.concat([bytes.subarray(0, start), data, padding, bytes.subarray(end)])
}

import { unzipSync, zipSync, type Zippable } from 'fflate'

/** A zip's earliest date, in local time as zip keeps it: the bytes depend on no clock. */
const NO_DATE = new Date(1980, 0, 1)

export type Parts = ReadonlyMap<string, Uint8Array>

/** Stored, not packed: the same parts in the same order give the same bytes whatever wrote them. */
export function zipOf(parts: Parts): Uint8Array {
  const files: Zippable = {}
  for (const [name, bytes] of parts) files[name] = [bytes, { level: 0, mtime: NO_DATE }]
  return zipSync(files)
}

/** Null for what is no zip that `zipOf` wrote, to the last byte. */
export function partsOf(zip: Uint8Array): Parts | null {
  try {
    // What is packed could unpack to any size, and is not ours.
    const files = unzipSync(zip, {
      filter: ({ compression, size, originalSize }) => compression === 0 && size === originalSize,
    })
    const parts = new Map(Object.entries(files))
    return Buffer.from(zipOf(parts)).equals(zip) ? parts : null
  } catch {
    return null
  }
}

import { crc32, inflateRawSync } from 'node:zlib'
import { ExtractionFailure } from '../../failure.ts'
import { type DirectoryEntry, readDirectory } from './zip-directory.ts'
import type { DocxLimits } from './limits.ts'

/**
 * The files in a ZIP archive by name (PKWARE APPNOTE 6.3). Names are looked up and never used as paths. Sizes that the
 * archive states are not believed: what is unpacked is counted, and stopped, while it unpacks.
 */
export class ZipArchive {
  readonly #bytes: Uint8Array
  readonly #entries: ReadonlyMap<string, DirectoryEntry>
  readonly #limits: DocxLimits
  #unpacked = 0

  /** Throws ExtractionFailure: damaged, hostile, encrypted or over a limit. */
  constructor(bytes: Uint8Array, limits: DocxLimits) {
    this.#bytes = bytes
    this.#limits = limits
    this.#entries = readDirectory(bytes, limits.entries)
  }

  get names(): string[] {
    return [...this.#entries.keys()]
  }

  has(name: string): boolean {
    return this.#entries.has(name)
  }

  /** Null when there is no such file. Throws ExtractionFailure. */
  read(name: string): Uint8Array | null {
    const entry = this.#entries.get(name)
    if (entry === undefined) return null
    if (entry.encrypted) throw encrypted()
    const packed = this.#packed(entry)
    const content = this.#unpack(entry, packed)
    this.#unpacked += content.length
    if (crc32(content) !== entry.crc) throw damaged(`${quoted(name)} in it has another checksum`)
    return content
  }

  #packed({ name, offset, packedSize }: DirectoryEntry): Uint8Array {
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength)
    if (offset + 30 > view.byteLength || view.getUint32(offset, true) !== LOCAL_HEADER)
      throw damaged(`${quoted(name)} in it is not where the directory says`)
    const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
    if (start + packedSize > view.byteLength) throw damaged(`${quoted(name)} in it is cut off`)
    return this.#bytes.subarray(start, start + packedSize)
  }

  #unpack({ name, method }: DirectoryEntry, packed: Uint8Array): Uint8Array {
    const { part, unpacked, ratio, freeOfRatio } = this.#limits
    const most = Math.min(part, unpacked - this.#unpacked, Math.max(freeOfRatio, packed.length * ratio))
    if (method === STORED) {
      if (packed.length > most) throw tooLarge(name, most)
      return packed
    }
    if (method !== DEFLATED) throw damaged(`${quoted(name)} in it is packed by an unknown method`)
    try {
      return inflateRawSync(packed, { maxOutputLength: Math.max(1, most) })
    } catch (cause) {
      if (cause instanceof RangeError) throw tooLarge(name, most)
      throw damaged(`${quoted(name)} in it does not unpack`, cause)
    }
  }
}

const LOCAL_HEADER = 0x04034b50
const STORED = 0
const DEFLATED = 8

const quoted = (name: string): string => JSON.stringify(name.slice(0, 80))

const damaged = (what: string, cause?: unknown) =>
  new ExtractionFailure('document.damaged', `The file is damaged: ${what}.`, { cause })

const encrypted = () =>
  new ExtractionFailure(
    'document.not_supported',
    'The ZIP archive of this document is encrypted. Word does not write such files; save it without encryption.',
  )

const tooLarge = (name: string, most: number) =>
  new ExtractionFailure(
    'document.over_limit',
    `${quoted(name)} in the file unpacks to more than ${most} bytes, which is over the limit.`,
  )

import { ExtractionFailure } from '../../failure.ts'
import { bytesAt, type StoredFile } from '../stored-file.ts'

export interface DirectoryEntry {
  readonly name: string
  readonly method: number
  readonly encrypted: boolean
  readonly crc: number
  readonly packedSize: number
  /** Of its local header, from the start of the file. */
  readonly offset: number
}

const END_BYTES = Buffer.from('PK\u0005\u0006', 'latin1')
const END_SIZE = 22
const LONGEST_COMMENT = 0xffff
const ENTRY = 0x02014b50
const ENTRY_SIZE = 46
/** A field with this value stands in the ZIP64 extra field instead. */
const ELSEWHERE = 0xffffffff

/**
 * The central directory of a ZIP archive. Throws ExtractionFailure: `document.over_limit` for more than `most` entries,
 * `document.hostile` for one name twice (readers differ in which they take), `document.damaged` for anything else.
 */
export function readDirectory(bytes: Uint8Array, most: number): Map<string, DirectoryEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endOf(view)
  if (end === null) throw damaged('its directory is missing')
  const stated = view.getUint16(end + 10, true)
  if (stated > most) throw tooMany(most)
  const size = view.getUint32(end + 12, true)
  const start = view.getUint32(end + 16, true)
  if (start === ELSEWHERE || size === ELSEWHERE || start + size > end)
    throw damaged('its directory is cut off')
  const entries = new Map<string, DirectoryEntry>()
  for (let at = start; at < start + size;) {
    const { entry, next } = readEntry(view, bytes, at, start + size)
    if (entries.has(entry.name)) throw twice()
    entries.set(entry.name, entry)
    if (entries.size > most) throw tooMany(most)
    at = next
  }
  return entries
}

/** Whether the file ends as a ZIP archive whose directory is where it says: whatever it begins with. */
export function endsAsZip(file: StoredFile): boolean {
  const before = Math.max(0, file.size - END_SIZE - LONGEST_COMMENT)
  const bytes = bytesAt(file, before, file.size)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endOf(view)
  if (end === null) return false
  const at = before + end - view.getUint32(end + 12, true)
  return view.getUint16(end + 10, true) > 0 && at >= 0 && bytesAt(file, at, 4).readUInt32LE() === ENTRY
}

/** The last end record whose comment ends with the file. */
function endOf(view: DataView): number | null {
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength)
  const last = view.byteLength - END_SIZE
  const first = Math.max(0, last - LONGEST_COMMENT)
  if (last < 0) return null
  for (let at = bytes.lastIndexOf(END_BYTES, last); at >= first; at = bytes.lastIndexOf(END_BYTES, at - 1)) {
    if (at + END_SIZE + view.getUint16(at + 20, true) === view.byteLength) return at
    if (at === 0) break
  }
  return null
}

function readEntry(
  view: DataView,
  bytes: Uint8Array,
  at: number,
  end: number,
): { entry: DirectoryEntry; next: number } {
  if (at + ENTRY_SIZE > end || view.getUint32(at, true) !== ENTRY) throw damaged('its directory is broken')
  const nameLength = view.getUint16(at + 28, true)
  const extraLength = view.getUint16(at + 30, true)
  const next = at + ENTRY_SIZE + nameLength + extraLength + view.getUint16(at + 32, true)
  if (next > end) throw damaged('its directory is broken')
  const flags = view.getUint16(at + 8, true)
  const packedSize = view.getUint32(at + 20, true)
  const offset = view.getUint32(at + 42, true)
  if (packedSize === ELSEWHERE || offset === ELSEWHERE)
    throw damaged('its directory is of a kind that no Word document has')
  return {
    entry: {
      name: Buffer.from(bytes.subarray(at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength)).toString('utf8'),
      method: view.getUint16(at + 10, true),
      encrypted: (flags & 1) !== 0,
      crc: view.getUint32(at + 16, true),
      packedSize,
      offset,
    },
    next,
  }
}

const damaged = (what: string) => new ExtractionFailure('document.damaged', `The file is damaged: ${what}.`)

const twice = () =>
  new ExtractionFailure('document.hostile', 'The file has two parts of one name, as no honest document does.')

const tooMany = (most: number) =>
  new ExtractionFailure(
    'document.over_limit',
    `The file packs more than ${most} parts, which is over the limit.`,
  )

import { deflateSync, inflateSync } from 'node:zlib'
import type { Pdfium } from './pdfium.ts'
import type { SearchedFile } from './search-file.ts'

export const COUNT = '/Count'
const HIDDEN = '/Coun_'
/** Of outlines too; a file with more is not looked at. */
export const MOST_COUNTS = 1_000_000
/** Bytes of all object streams, unpacked, that are looked through. */
const MOST_UNPACKED = 64 * 1024 ** 2

/** Where the data of a stream of objects lies that is packed in the usual way. */
export interface ObjectStream {
  readonly start: number
  readonly end: number
}

export const isOfObjects = (dictionary: string): boolean =>
  /\/Type\s*\/ObjStm/.test(dictionary) && !/\/DecodeParms/.test(dictionary)

/** Bytes of the file that say a number of pages, and the same without saying it: as long, so that nothing moves. */
interface Statement {
  readonly at: number
  readonly said: Buffer
  readonly unsaid: Buffer
}

/**
 * PDFium believes the number of pages that the page tree states, and follows the tree itself, once through every node,
 * where it states none. Opens the file in PDFium's memory at `data` without its statements.
 *
 * @param counts where the file says it, and object streams that may; some of it may have gone since
 * @returns how many pages the tree holds where that is more than `stated`: the statements are then left hidden. Null, and
 *   the bytes as they were, where it is not, or where the tree lies in object streams that cannot be packed as tightly.
 */
export function pagesBeyond(
  { c }: Pdfium,
  data: number,
  size: number,
  stated: number,
  { counts, objectStreams }: Pick<SearchedFile, 'counts' | 'objectStreams'>,
  open: () => number,
): number | null {
  const file = Buffer.from(c.memory.buffer, data, size)
  const statements = [
    ...counts.filter((at) => isAt(file, at)).map((at) => ({ at, said: PLAIN, unsaid: UNSAID })),
    ...packedStatements(file, objectStreams),
  ]
  if (statements.length === 0 || statements.length > MOST_COUNTS) return null
  // Its memory may have grown, and moved.
  const write = (of: (statement: Statement) => Buffer): void => {
    for (const statement of statements)
      new Uint8Array(c.memory.buffer, data, size).set(of(statement), statement.at)
  }
  write(({ unsaid }) => unsaid)
  const document = open()
  const pages = document === 0 ? 0 : c.FPDF_GetPageCount(document)
  if (document !== 0) c.FPDF_CloseDocument(document)
  if (pages > stated) return pages
  write(({ said }) => said)
  return null
}

const PLAIN = Buffer.from(COUNT)
const UNSAID = Buffer.from(HIDDEN)

/** What lies behind the place where a file was cut off has gone. */
const isAt = (file: Buffer, at: number): boolean => file.toString('latin1', at, at + COUNT.length) === COUNT

/** Of page trees in object streams. */
function packedStatements(file: Buffer, streams: readonly ObjectStream[]): Statement[] {
  const statements: Statement[] = []
  let left = MOST_UNPACKED
  for (const { start, end } of streams) {
    const said = Buffer.from(file.subarray(start, end))
    const unpacked = unpack(said, left)
    if (unpacked === null) continue
    left -= unpacked.length
    const unsaid = withoutCounts(unpacked, said.length)
    if (unsaid !== null) statements.push({ at: start, said, unsaid })
  }
  return statements
}

/** Null for what is encrypted, damaged, packed otherwise or too large. */
function unpack(packed: Buffer, most: number): Buffer | null {
  try {
    return most > 0 ? inflateSync(packed, { maxOutputLength: most }) : null
  } catch {
    return null
  }
}

function withoutCounts(objects: Buffer, size: number): Buffer | null {
  const text = objects.toString('latin1')
  if (!text.includes('/Kids')) return null
  const packed = deflateSync(Buffer.from(text.replaceAll(COUNT, HIDDEN), 'latin1'), { level: 9 })
  if (packed.length > size) return null
  return Buffer.concat([packed, Buffer.alloc(size - packed.length)])
}

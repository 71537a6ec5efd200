import { Readable, Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createInflate } from 'node:zlib'
import { ExtractionFailure } from '../../failure.ts'
import { PDF_LIMITS } from './limits.ts'
import { packedStreams } from './packed-streams.ts'
import { isOfObjects, MOST_COUNTS, type ObjectStream } from './page-counts.ts'

/** No byte of deflate unpacks to more (RFC 1951: 258 bytes from two bits). */
const DEFLATE_MOST = 1032

/**
 * Throws document.over_limit for a stream that unpacks to more than `unpacked` bytes, before PDFium meets it. Only
 * streams that could are unpacked, into nothing: those that are large, or packed more than once; so ordinary files cost
 * a search for a word. Images are left to PDFium, which unpacks them line by line. What is hidden from this look (in
 * encrypted files, under other filters) is stopped by PDFium's memory limit, later and at more cost.
 *
 * @param look the file's bytes, which may move to another buffer meanwhile
 * @returns the streams of objects that were come by
 */
export async function refuseBombs(look: () => Buffer, unpacked: number): Promise<ObjectStream[]> {
  const ofObjects: ObjectStream[] = []
  for (const { dictionary, start, end } of packedStreams(look)) {
    if (isOfObjects(dictionary) && ofObjects.length <= MOST_COUNTS) ofObjects.push({ start, end })
    const times = timesDeflated(dictionary)
    if (times === 1 && !couldExceed(dictionary, end - start, unpacked)) continue
    await refuseBomb(Buffer.from(look().subarray(start, end)), times, unpacked)
  }
  return ofObjects
}

/** How often the data was deflated before anything else was done to it: 0 when not, or when it cannot be told. */
function timesDeflated(dictionary: string): number {
  const written = /\/(?:Filter|F)\s*(\[[^\]]*\]|\/[^\s/<>[\]]+|\d+\s+\d+\s+R)/.exec(
    plainNames(dictionary),
  )?.[1]
  if (written === undefined) return 0
  // Honest programs do not hide the filter in an object of its own; as many times as it bears, then.
  if (/R$/.test(written)) return MOST_TIMES
  const filters = written.match(/[A-Za-z0-9]+/g) ?? []
  const other = filters.findIndex((filter) => filter !== 'FlateDecode' && filter !== 'Fl')
  return Math.min(other < 0 ? filters.length : other, MOST_TIMES)
}

/** Deflating again what was deflated gains something three times. */
const MOST_TIMES = 4

const plainNames = (text: string): string =>
  text.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

const couldExceed = (dictionary: string, packed: number, unpacked: number): boolean =>
  packed * DEFLATE_MOST > unpacked && !/\/Subtype\s*\/Image/.test(dictionary)

/** What does not unpack a third time may have been a bomb the second time, so each number of times is looked at. */
async function refuseBomb(packed: Buffer, times: number, unpacked: number): Promise<void> {
  for (let each = 1; each <= times; each++) if (!(await unpacks(packed, each, unpacked))) return
}

/** Bytes that are unpacked at a time: each piece waits for a thread, and on a busy machine that is what takes long. */
const PIECE = 1024 ** 2

/** Whether the data looks as if it had been deflated so often. */
async function unpacks(packed: Buffer, times: number, unpacked: number): Promise<boolean> {
  const most = Math.min(unpacked, Math.max(PDF_LIMITS.freeOfRatio, packed.length * PDF_LIMITS.ratio))
  const steps = Array.from({ length: times }, () => [inflate(), meter(most)]).flat()
  try {
    await pipeline([Readable.from([packed]), ...steps, nowhere()])
  } catch (error) {
    if (error instanceof ExtractionFailure) throw error
    // Data that does not unpack to its end is damage: PDFium takes what there is.
    return !(error instanceof Error && error.message === 'incorrect header check')
  }
  return true
}

/** One whose data is cut off gives what there is. */
const inflate = (): Transform => createInflate({ chunkSize: PIECE, finishFlush: constants.Z_SYNC_FLUSH })

function meter(most: number): Transform {
  let soFar = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      soFar += chunk.length
      done(soFar > most ? tooMuch(most) : null, chunk)
    },
  })
}

const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() })

const tooMuch = (most: number): ExtractionFailure =>
  new ExtractionFailure(
    'document.over_limit',
    `A part of the file unpacks to more than ${Math.round(most / 1024 ** 2)} MB, hundreds of times its size.`,
  )

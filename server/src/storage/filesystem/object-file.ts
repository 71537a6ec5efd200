import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open, rm, type FileHandle } from 'node:fs/promises'
import { AppError } from '../../errors.ts'

/**
 * An object is one file: its bytes, then a trailer of fixed size that says what they are. One file, because one rename
 * then shows bytes and content type together or not at all, and one fsync keeps both.
 */
export interface Trailer {
  readonly content_type: string
  readonly size: number
  /** Hex; also the etag. */
  readonly sha256: string
  /** The multipart upload that it came from: what makes completion idempotent. */
  readonly multipart?: string
}

export const TRAILER_SIZE = 1024
const MAGIC = 'ledger-lift-object-1\n'
/** O_NONBLOCK: a pipe put in the place of an object must not hang the reader. Windows has neither. */
export const READ = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

export interface Expected {
  readonly contentType: string
  readonly size?: number
  readonly sha256?: string
  readonly multipart?: string
}

/** Writes and fsyncs a new file; whatever goes wrong, no file is left. */
export async function writeObjectFile(
  path: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  expected: Expected,
): Promise<Trailer> {
  const file = await open(path, 'wx', 0o600)
  try {
    const trailer = await copy(source, file, expected)
    await file.writeFile(encodeTrailer(trailer))
    await file.sync()
    await file.close()
    return trailer
  } catch (error) {
    await file.close().catch(() => {})
    await rm(path, { force: true })
    throw error
  }
}

async function copy(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  file: FileHandle,
  expected: Expected,
) {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of source) {
    size += chunk.byteLength
    if (expected.size !== undefined && size > expected.size) throw otherSize(expected.size)
    hash.update(chunk)
    await file.writeFile(chunk)
  }
  if (expected.size !== undefined && size !== expected.size) throw otherSize(expected.size)
  const sha256 = hash.digest('hex')
  if (expected.sha256 !== undefined && sha256 !== expected.sha256)
    throw new AppError(
      'upload.checksum_mismatch',
      'The bytes that arrived have another SHA-256; send the file again.',
    )
  const { contentType: content_type, multipart } = expected
  return { content_type, size, sha256, ...(multipart !== undefined && { multipart }) }
}

const otherSize = (expected: number) =>
  new AppError('upload.size_mismatch', `The bytes that arrived are not the ${expected} that were announced.`)

function encodeTrailer(trailer: Trailer): Buffer {
  const bytes = Buffer.alloc(TRAILER_SIZE, ' ')
  const text = MAGIC + JSON.stringify(trailer)
  if (Buffer.byteLength(text) >= TRAILER_SIZE)
    throw new AppError('upload.type_not_supported', 'The content type is too long.')
  bytes.write(text)
  bytes.write('\n', TRAILER_SIZE - 1)
  return bytes
}

export interface OpenObject extends AsyncDisposable {
  readonly file: FileHandle
  readonly trailer: Trailer
  readonly modified: Date
}

/** Opens an object and reads its trailer; throws ENOENT, ELOOP, or storage.damaged. The caller closes it. */
export async function openObjectFile(path: string): Promise<OpenObject> {
  const file = await open(path, READ)
  try {
    const { size, mtime, isFile } = await statOf(file)
    const bytes = Buffer.alloc(TRAILER_SIZE)
    if (isFile && size >= TRAILER_SIZE) await file.read(bytes, 0, TRAILER_SIZE, size - TRAILER_SIZE)
    const trailer = decodeTrailer(bytes)
    if (trailer?.size !== size - TRAILER_SIZE) throw damaged(path)
    return { file, trailer, modified: mtime, [Symbol.asyncDispose]: () => file.close() }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function statOf(file: FileHandle) {
  const stat = await file.stat()
  return { size: stat.size, mtime: stat.mtime, isFile: stat.isFile() }
}

export function decodeTrailer(bytes: Buffer): Trailer | null {
  const text = bytes.toString('utf8')
  if (!text.startsWith(MAGIC)) return null
  try {
    return JSON.parse(text.slice(MAGIC.length)) as Trailer // written by encodeTrailer alone
  } catch {
    return null
  }
}

export const damaged = (path: string) =>
  new AppError(
    'storage.damaged',
    'A stored object is cut short or was changed from outside; restore it from a backup.',
    {
      context: { path },
    },
  )

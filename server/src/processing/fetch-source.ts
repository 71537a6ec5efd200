import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Source } from '@ledger-lift/extraction'
import type { DocumentRow } from '../documents/document-service.ts'
import { AppError } from '../errors.ts'
import type { ObjectContent, ObjectStorage } from '../storage/storage.ts'

/** A store that is slower than this is as good as away: a minute, and 50 kB a second. */
const patience = (bytes: number) => 60_000 + Math.ceil(bytes / 50)

/**
 * The document's bytes, from the store into a file at `path`, hashed on the way. They must be those that were
 * registered: document.object_missing and document.object_changed otherwise.
 */
export async function fetchSource(
  storage: ObjectStorage,
  document: DocumentRow,
  path: string,
  signal: AbortSignal,
): Promise<Source> {
  const content = await openObject(storage, document)
  if (content.size !== document.file_size) {
    content.body.destroy()
    throw changed(`It has ${content.size} bytes; ${document.file_size} were registered.`)
  }
  if (isReplaced(document, content)) {
    content.body.destroy()
    throw changed('Another object has taken its place since.')
  }
  const sha256 = await copy(content, document.file_size, path, signal)
  if (document.sha256_hash !== null && document.sha256_hash !== sha256)
    throw changed('Its bytes are others than those registered.')
  const { original_filename: filename, content_type, file_size } = document
  return { filename, sha256, content_type, file_size }
}

/** Once the hash is known, it says more; an object that was moved to another store may have another etag. */
const isReplaced = ({ sha256_hash, upload_etag }: DocumentRow, { etag }: ObjectContent): boolean =>
  sha256_hash === null && upload_etag !== null && upload_etag !== etag

async function openObject(storage: ObjectStorage, document: DocumentRow): Promise<ObjectContent> {
  try {
    return await storage.get(document.s3_key)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'storage.not_found') throw error
    // A disk that is not mounted has no objects either: that is the store's absence and not the document's.
    await storage.probe()
    throw new AppError(
      'document.object_missing',
      'The uploaded object is gone from storage. Upload and register it again.',
      {
        cause: error,
        context: { key: document.s3_key },
      },
    )
  }
}

/** Gives the SHA-256 of what was copied, in hex. */
async function copy(
  { body }: ObjectContent,
  size: number,
  path: string,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256')
  let copied = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      copied += chunk.length
      hash.update(chunk)
      done(copied > size ? changed('It is longer than what was registered.') : null, chunk)
    },
  })
  const slow = AbortSignal.timeout(patience(size))
  try {
    await pipeline(body, meter, createWriteStream(path, { flags: 'wx', mode: 0o600 }), {
      signal: AbortSignal.any([signal, slow]),
    })
  } catch (error) {
    signal.throwIfAborted()
    throw copyFailed(error)
  }
  if (copied !== size) throw copyFailed(new Error(`the store sent ${copied} of ${size} bytes`))
  return hash.digest('hex')
}

function copyFailed(cause: unknown): unknown {
  if (cause instanceof AppError) return cause
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new AppError('storage.full', "The disk for the worker's temporary files is full.", { cause })
  return new AppError('storage.unavailable', 'The object store broke off while the document was read.', {
    cause,
  })
}

const changed = (how: string) =>
  new AppError(
    'document.object_changed',
    `The uploaded object is not the one that was registered. ${how} Upload and register it again.`,
  )

import { CONTENT_TYPES, identify } from '@ledger-lift/extraction'
import { buffer } from 'node:stream/consumers'
import { AppError } from '../errors.ts'
import type { TenantId } from '../ids.ts'
import { isKey } from '../storage/key-rules.ts'
import { keys } from '../storage/keys.ts'
import type { ObjectContent, ObjectStorage } from '../storage/storage.ts'
import { assertSize, cleanFilename, REFUSED_AFTER, supportedType } from './rules.ts'
import type { UploadDeps } from './uploads.ts'

/** What a caller says about an object that it wants registered, as in the contract. */
export interface ClaimedUpload {
  readonly s3_key: string
  readonly original_filename: string
  readonly content_type: string
  readonly file_size: number
  readonly sha256_hash?: string
}

export interface VerifiedUpload {
  readonly s3Key: string
  readonly originalFilename: string
  readonly contentType: string
  readonly fileSize: number
  readonly sha256: string | null
}

/** As far as a PDF's header may be from the start. Bytes. */
const SNIFFED = 1024

/**
 * Looks at the object before it becomes a document: there, of this size and type, and by its first kilobyte what it
 * claims to be. One request: a ranged read tells size and type as well.
 */
export async function verifyUpload(
  { storage, limits, clock = () => new Date() }: Pick<UploadDeps, 'storage' | 'limits' | 'clock'>,
  tenant: TenantId,
  claim: ClaimedUpload,
): Promise<VerifiedUpload> {
  const verified = {
    s3Key: claim.s3_key,
    originalFilename: cleanFilename(claim.original_filename),
    contentType: supportedType(claim.content_type),
    fileSize: claim.file_size,
    sha256: claim.sha256_hash?.toLowerCase() ?? null,
  }
  assertSize(claim.file_size, limits)
  const start = await readStart(storage, tenant, claim.s3_key)
  if (clock().getTime() - start.lastModified.getTime() > REFUSED_AFTER) throw missing(claim.s3_key)
  assertSame(verified, start)
  return verified
}

interface Start extends Omit<ObjectContent, 'body'> {
  readonly bytes: Uint8Array
}

async function readStart(storage: ObjectStorage, tenant: TenantId, key: string): Promise<Start> {
  if (!key.startsWith(keys.uploads(tenant)) || !isKey(key)) throw missing(key)
  try {
    const { body, ...object } = await storage.get(key, { first: 0, last: SNIFFED - 1 })
    return { ...object, bytes: await buffer(body) }
  } catch (error) {
    if (!(error instanceof AppError)) throw cutOff(error)
    if (error.code === 'storage.range_invalid') throw sizeMismatch(0)
    throw error.code === 'storage.not_found' ? missing(key, error) : error
  }
}

function assertSame(claimed: VerifiedUpload, start: Start): void {
  if (start.size !== claimed.fileSize) throw sizeMismatch(start.size, claimed.fileSize)
  if (start.contentType !== claimed.contentType)
    throw typeMismatch(
      `The object was uploaded as ${start.contentType ?? 'no type'}, not as ${claimed.contentType}.`,
    )
  const kind = identify(start.bytes)
  if (kind === null) throw typeMismatch('By its content the file is neither PDF nor DOCX.')
  if (CONTENT_TYPES[kind] !== claimed.contentType)
    throw typeMismatch(`By its content the file is ${CONTENT_TYPES[kind]}, not ${claimed.contentType}.`)
  if (start.sha256 !== undefined && claimed.sha256 !== null && start.sha256 !== claimed.sha256)
    throw new AppError('upload.checksum_mismatch', 'The object has another SHA-256; upload the file again.')
}

/** The store was there and went away in the middle of its answer. */
const cutOff = (cause: unknown) =>
  new AppError('storage.unavailable', 'The object store broke off its answer; try again.', {
    cause,
    retryAfter: 5,
  })

const missing = (key: string, cause?: unknown) =>
  new AppError(
    'upload.missing',
    'There is no upload under this key, or it is a week old; upload the file first.',
    {
      cause,
      context: { key: key.slice(0, 512) },
    },
  )

const sizeMismatch = (size: number, claimed?: number) =>
  new AppError(
    'upload.size_mismatch',
    `The object has ${size} bytes${claimed === undefined ? '' : `, not ${claimed}`}; upload the file again.`,
  )

const typeMismatch = (what: string) => new AppError('upload.type_mismatch', `${what} Upload the right file.`)

import { CONTENT_TYPES, identify } from '@ledger-lift/extraction'
import { AppError } from '../errors.ts'
import type { TenantId } from '../ids.ts'
import { isKey } from '../storage/key-rules.ts'
import { keys } from '../storage/keys.ts'
import type { ObjectStorage, PeekedObject } from '../storage/storage.ts'
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
  /** Of the object that was looked at. */
  readonly etag: string
}

/** As far as a PDF's header may be from the start. Bytes. */
const SNIFFED = 1024

/**
 * Looks at the object before it becomes a document: there, of this size and type, and by its first kilobyte what it
 * claims to be. One request to the store tells all of it.
 */
export async function verifyUpload(
  { storage, limits, clock = () => new Date() }: Pick<UploadDeps, 'storage' | 'limits' | 'clock'>,
  tenant: TenantId,
  claim: ClaimedUpload,
): Promise<VerifiedUpload> {
  const claimed = {
    s3Key: claim.s3_key,
    originalFilename: cleanFilename(claim.original_filename),
    contentType: supportedType(claim.content_type),
    fileSize: claim.file_size,
    sha256: claim.sha256_hash?.toLowerCase() ?? null,
  }
  assertSize(claim.file_size, limits)
  const object = await peek(storage, tenant, claim.s3_key)
  if (clock().getTime() - object.lastModified.getTime() > REFUSED_AFTER) throw missing(claim.s3_key)
  assertSame(claimed, object)
  return { ...claimed, etag: object.etag }
}

async function peek(storage: ObjectStorage, tenant: TenantId, key: string): Promise<PeekedObject> {
  if (!key.startsWith(keys.uploads(tenant)) || !isKey(key)) throw missing(key)
  try {
    return await storage.peek(key, SNIFFED)
  } catch (error) {
    throw error instanceof AppError && error.code === 'storage.not_found' ? missing(key, error) : error
  }
}

function assertSame(claimed: Omit<VerifiedUpload, 'etag'>, object: PeekedObject): void {
  if (object.size !== claimed.fileSize) throw sizeMismatch(object.size, claimed.fileSize)
  if (object.contentType !== claimed.contentType)
    throw typeMismatch(
      `The object was uploaded as ${object.contentType ?? 'no type'}, not as ${claimed.contentType}.`,
    )
  const kind = identify(object.start)
  if (kind === null) throw typeMismatch('By its content the file is neither PDF nor DOCX.')
  if (CONTENT_TYPES[kind] !== claimed.contentType)
    throw typeMismatch(`By its content the file is ${CONTENT_TYPES[kind]}, not ${claimed.contentType}.`)
  if (object.sha256 !== undefined && claimed.sha256 !== null && object.sha256 !== claimed.sha256)
    throw new AppError('upload.checksum_mismatch', 'The object has another SHA-256; upload the file again.')
}

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

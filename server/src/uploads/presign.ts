import { newUuid } from '../uuid.ts'
import type { TenantId } from '../ids.ts'
import { keys } from '../storage/keys.ts'
import type { PresignedRequest } from '../storage/storage.ts'
import { assertSize, cleanFilename, keyName, lifetime, supportedType } from './rules.ts'
import type { UploadDeps } from './uploads.ts'

/** As in the contract. */
export interface AnnouncedFile {
  readonly filename: string
  readonly content_type: string
  /** Bytes. */
  readonly file_size: number
}

export interface AnnouncedUpload extends AnnouncedFile {
  /** Hex. */
  readonly sha256?: string
  /** Seconds. */
  readonly expires_in?: number
}

export interface PresignedUpload extends PresignedRequest {
  readonly key: string
}

/** An address for exactly this file. A local computation: no database, no store. */
export async function presignUpload(
  { storage, limits }: Pick<UploadDeps, 'storage' | 'limits'>,
  tenant: TenantId,
  upload: AnnouncedUpload,
): Promise<PresignedUpload> {
  const { type, key } = newUpload(tenant, upload, limits)
  const seconds = lifetime(upload.expires_in, limits)
  const checksum = upload.sha256 === undefined ? {} : { sha256: upload.sha256.toLowerCase() }
  return { key, ...(await storage.generatePresignedUrl(key, type, upload.file_size, seconds, checksum)) }
}

/** The file's type as we write it and a key that nothing else has. */
export function newUpload(tenant: TenantId, file: AnnouncedFile, limits: UploadDeps['limits']) {
  const name = keyName(cleanFilename(file.filename))
  const type = supportedType(file.content_type)
  assertSize(file.file_size, limits)
  return { type, key: keys.upload(tenant, newUuid(), name) }
}

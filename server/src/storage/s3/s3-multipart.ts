import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
} from '@aws-sdk/client-s3'
import { AppError } from '../../errors.ts'
import type { MultipartId, UploadedPart } from '../storage.ts'
import type { S3Settings } from './s3-client-factory.ts'
import type { S3Connection } from './s3-connection.ts'
import { encryptionInput } from './s3-encryption.ts'

export async function beginUpload(
  s3: S3Connection,
  key: string,
  contentType: string,
  encryption: S3Settings['encryption'],
): Promise<MultipartId> {
  return s3.at(key, async (at) => {
    const input = { ...at, ...encryptionInput(encryption), ContentType: contentType }
    const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand(input))
    if (UploadId === undefined) throw new Error('CreateMultipartUpload gave no id')
    return UploadId
  })
}

export async function completeUpload(
  s3: S3Connection,
  key: string,
  upload: MultipartId,
  parts: readonly UploadedPart[],
): Promise<void> {
  const Parts = parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag }))
  const input = { UploadId: upload, MultipartUpload: { Parts } }
  try {
    await s3.at(key, (at) => s3.client.send(new CompleteMultipartUploadCommand({ ...at, ...input })))
  } catch (error) {
    await assertBegun(s3, key, upload)
    throw error
  }
}

/** radosgw answers 500 to the completion of an upload that is gone, and NoSuchKey here; AWS NoSuchUpload to both. */
async function assertBegun(s3: S3Connection, key: string, upload: MultipartId): Promise<void> {
  try {
    await s3.at(key, (at) => s3.client.send(new ListPartsCommand({ ...at, UploadId: upload, MaxParts: 1 })))
  } catch (cause) {
    if (!(cause instanceof AppError && cause.code === 'storage.not_found')) throw cause
    const detail = 'This upload was finished, aborted or never begun; begin a new one.'
    throw new AppError('upload.not_found', detail, { cause })
  }
}

/** One that is gone is no error. */
export async function abortUpload(s3: S3Connection, key: string, upload: MultipartId): Promise<void> {
  try {
    await s3.at(key, (at) => s3.client.send(new AbortMultipartUploadCommand({ ...at, UploadId: upload })))
  } catch (error) {
    const gone = error instanceof AppError && ['upload.not_found', 'storage.not_found'].includes(error.code)
    if (!gone) throw error
  }
}

export async function discardUnfinished(s3: S3Connection, prefix: string, before: Date): Promise<number> {
  let discarded = 0
  let from: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {}
  for (;;) {
    const command = new ListMultipartUploadsCommand({ ...s3.bucket, Prefix: prefix, ...from })
    const page = await s3.call(() => s3.client.send(command))
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key === undefined || UploadId === undefined || Initiated === undefined || Initiated >= before)
        continue
      await abortUpload(s3, Key, UploadId)
      discarded++
    }
    if (page.IsTruncated !== true || page.NextKeyMarker === undefined) return discarded
    from = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
  }
}

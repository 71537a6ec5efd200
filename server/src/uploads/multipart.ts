import { newUuid } from '../uuid.ts'
import type { Selectable } from 'kysely'
import type { Database } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import type { TenantId } from '../ids.ts'
import type { StoredObject, UploadedPart } from '../storage/storage.ts'
import { newUpload, type AnnouncedFile } from './presign.ts'
import { multipartLifetime, partSizeOf, partSizes } from './rules.ts'
import type { UploadDeps } from './uploads.ts'

export interface MultipartUpload {
  readonly uploadId: string
  readonly key: string
  /** Bytes of each part but the last. */
  readonly partSize: number
  readonly parts: readonly PresignedPart[]
  readonly expiresAt: Date
}

export interface PresignedPart {
  readonly partNumber: number
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

type Row = Selectable<Database['multipart_uploads']>

/** Addresses for all parts of a file, each bound to its exact size. */
export async function createMultipart(
  { db, storage, limits, clock = () => new Date() }: UploadDeps,
  tenant: TenantId,
  file: AnnouncedFile,
): Promise<MultipartUpload> {
  const { type, key } = newUpload(tenant, file, limits)
  const partSize = partSizeOf(file.file_size)
  const seconds = multipartLifetime(limits)
  const storeId = await storage.createMultipart(key, type)
  const row = {
    id: newUuid(),
    tenant_id: tenant,
    key,
    store_upload_id: storeId,
    content_type: type,
    file_size: file.file_size,
    part_size: partSize,
    expires_at: new Date(clock().getTime() + seconds * 1000),
  }
  try {
    await db.insertInto('multipart_uploads').values(row).execute()
    const parts = await Promise.all(
      partSizes(file.file_size, partSize).map(async (size, index) => {
        const { url, headers } = await storage.presignPart(key, storeId, index + 1, size, seconds)
        return { partNumber: index + 1, url, headers }
      }),
    )
    return { uploadId: row.id, key, partSize, parts, expiresAt: row.expires_at }
  } catch (error) {
    await storage.abortMultipart(key, storeId).catch(() => {}) // else the sweep finds it
    throw error
  }
}

/** The parts become the object. Done again, it gives the same; so does one that was cut off on the way. */
export async function completeMultipart(
  deps: UploadDeps,
  tenant: TenantId,
  uploadId: string,
  parts: readonly UploadedPart[],
): Promise<{ readonly key: string }> {
  const row = await find(deps, tenant, uploadId)
  if (row.completed_at !== null) return { key: row.key }
  const inOrder = parts.toSorted((a, b) => a.partNumber - b.partNumber)
  assertWhole(row, inOrder)
  const stored = await assemble(deps, row, inOrder)
  if (stored.size !== row.file_size) throw await discard(deps, row, stored)
  const { clock = () => new Date() } = deps
  await deps.db
    .updateTable('multipart_uploads')
    .set({ completed_at: clock() })
    .where('id', '=', row.id)
    .execute()
  return { key: row.key }
}

function assertWhole(row: Row, parts: readonly UploadedPart[]): void {
  const count = partSizes(row.file_size, row.part_size).length
  if (parts.length === count && parts.every(({ partNumber }, index) => partNumber === index + 1)) return
  const detail = `The upload has the parts 1 to ${count}; give each of them once.`
  throw new AppError('upload.parts_invalid', detail, { fields: [{ pointer: '/parts', detail }] })
}

async function assemble(
  { storage }: UploadDeps,
  row: Row,
  parts: readonly UploadedPart[],
): Promise<StoredObject> {
  try {
    return await storage.completeMultipart(row.key, row.store_upload_id, parts)
  } catch (error) {
    // The store may have completed it for a call that did not live to write so down.
    if (!(error instanceof AppError && error.code === 'upload.not_found')) throw error
    return await storage.head(row.key).catch(() => {
      throw error
    })
  }
}

async function discard({ db, storage }: UploadDeps, row: Row, stored: StoredObject): Promise<AppError> {
  await storage.delete([row.key])
  await db.deleteFrom('multipart_uploads').where('id', '=', row.id).execute()
  const detail = `The parts make ${stored.size} bytes, ${row.file_size} were announced; upload the file again.`
  return new AppError('upload.size_mismatch', detail)
}

/** Throws upload.not_found for one that was completed, aborted or never begun. */
export async function abortMultipart(deps: UploadDeps, tenant: TenantId, uploadId: string): Promise<void> {
  const row = await find(deps, tenant, uploadId)
  if (row.completed_at !== null)
    throw new AppError('upload.not_found', 'This upload was completed; delete the document instead.')
  await deps.storage.abortMultipart(row.key, row.store_upload_id)
  await deps.db.deleteFrom('multipart_uploads').where('id', '=', row.id).execute()
}

async function find({ db }: UploadDeps, tenant: TenantId, uploadId: string): Promise<Row> {
  const row = await db
    .selectFrom('multipart_uploads')
    .selectAll()
    .where('id', '=', uploadId)
    .where('tenant_id', '=', tenant)
    .executeTakeFirst()
  if (row !== undefined) return row
  throw new AppError(
    'upload.not_found',
    'This upload was aborted, has expired or was never begun; begin a new one.',
  )
}

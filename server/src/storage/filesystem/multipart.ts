import { createReadStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { AppError } from '../../errors.ts'
import type { MultipartId, UploadedPart } from '../storage.ts'
import { makeDirectory, syncDirectory } from './durable.ts'
import { isErrno } from './file-errors.ts'
import { assertNoLink, OBJECT_SUFFIX, type Layout } from './layout.ts'
import { openObjectFile, writeObjectFile, type Trailer } from './object-file.ts'

/** A multipart upload in progress: a directory with a note of what it is to become and one object file a part. */
export interface Upload {
  readonly key: string
  readonly contentType: string
}

const UPLOAD_ID = /^[0-9a-f-]{36}$/
const NOTE = 'upload.json'

const noSuchUpload = (cause?: unknown) =>
  new AppError('upload.not_found', 'This upload was finished, aborted or never begun; begin a new one.', {
    cause,
  })

async function directoryOf(layout: Layout, id: MultipartId): Promise<string> {
  if (!UPLOAD_ID.test(id)) throw noSuchUpload()
  const directory = join(layout.multipart, id)
  await assertNoLink(directory)
  return directory
}

const partPath = (directory: string, partNumber: number) =>
  join(directory, `${String(partNumber).padStart(5, '0')}${OBJECT_SUFFIX}`)

export async function beginUpload(layout: Layout, upload: Upload): Promise<MultipartId> {
  const id = randomUUID()
  const directory = join(layout.multipart, id)
  await makeDirectory(directory)
  await writeObjectFile(join(directory, NOTE), [Buffer.from(JSON.stringify(upload))], {
    contentType: 'application/json',
  })
  await syncDirectory(directory)
  return id
}

/** Throws upload.not_found when there is no such upload for this key. */
export async function findUpload(layout: Layout, key: string, id: MultipartId): Promise<Upload> {
  const upload = await readUpload(await directoryOf(layout, id))
  if (upload?.key !== key) throw noSuchUpload()
  return upload
}

/** Null when it is gone, or was killed before it was begun. */
export async function keyOfUpload(layout: Layout, id: MultipartId): Promise<string | null> {
  return (await readUpload(await directoryOf(layout, id)))?.key ?? null
}

async function readUpload(directory: string): Promise<Upload | null> {
  try {
    await using note = await openObjectFile(join(directory, NOTE))
    const bytes = Buffer.alloc(note.trailer.size)
    await note.file.read(bytes, 0, bytes.length, 0)
    return JSON.parse(bytes.toString('utf8')) as Upload // written by beginUpload alone
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    throw error
  }
}

/** The same part sent again replaces the one before. */
export async function keepPart(
  layout: Layout,
  id: MultipartId,
  partNumber: number,
  source: AsyncIterable<Uint8Array>,
  size: number,
): Promise<Trailer> {
  const directory = await directoryOf(layout, id)
  const temporary = join(layout.temporary, randomUUID())
  const trailer = await writeObjectFile(temporary, source, { contentType: 'application/octet-stream', size })
  try {
    await rename(temporary, partPath(directory, partNumber))
  } catch (error) {
    await rm(temporary, { force: true })
    throw isErrno(error, 'ENOENT') ? noSuchUpload(error) : error
  }
  await syncDirectory(directory)
  return trailer
}

/** Throws upload.parts_invalid unless the parts are the ones that were sent, each once and in order. */
export async function assertParts(
  layout: Layout,
  id: MultipartId,
  parts: readonly UploadedPart[],
): Promise<void> {
  const directory = await directoryOf(layout, id)
  if (parts.length === 0) throw partsInvalid('There are no parts.')
  let before = 0
  for (const { partNumber, etag } of parts) {
    if (partNumber <= before) throw partsInvalid(`Part ${partNumber} is out of order or given twice.`)
    before = partNumber
    const sent = await etagOf(partPath(directory, partNumber))
    if (sent !== etag.replaceAll('"', ''))
      throw partsInvalid(`Part ${partNumber} is not the one that was sent.`)
  }
}

const partsInvalid = (detail: string) => new AppError('upload.parts_invalid', detail)

async function etagOf(path: string): Promise<string | null> {
  try {
    await using part = await openObjectFile(path)
    return part.trailer.sha256
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null
    throw error
  }
}

/** The bytes of all parts, one after the other. */
export async function* partsInOrder(
  layout: Layout,
  id: MultipartId,
  parts: readonly UploadedPart[],
): AsyncGenerator<Uint8Array> {
  const directory = await directoryOf(layout, id)
  for (const { partNumber } of parts) {
    await using part = await openObjectFile(partPath(directory, partNumber))
    if (part.trailer.size === 0) continue
    const stream: AsyncIterable<Uint8Array> = createReadStream('', {
      fd: part.file,
      start: 0,
      end: part.trailer.size - 1,
      autoClose: false,
      highWaterMark: 1024 * 1024,
    })
    yield* stream
  }
}

export async function discardUpload(layout: Layout, id: MultipartId): Promise<void> {
  if (!UPLOAD_ID.test(id)) return
  await rm(join(layout.multipart, id), { recursive: true, force: true })
}

import { randomUUID } from 'node:crypto'
import { rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { AppError } from '../../errors.ts'
import { alreadyThere, notFound } from '../key-rules.ts'
import type { StoredObject } from '../storage.ts'
import { publish } from './durable.ts'
import { isErrno } from './file-errors.ts'
import { objectPath, type Layout } from './layout.ts'
import { openObjectFile, writeObjectFile, type Expected, type OpenObject } from './object-file.ts'

export interface Incoming extends Expected {
  readonly key: string
  readonly source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  readonly ifAbsent: boolean
}

/** Writes the object beside its place and moves it there when it is whole and on the disk. */
export async function keepObject(layout: Layout, incoming: Incoming): Promise<StoredObject> {
  const { key, source, ifAbsent } = incoming
  const path = await objectPath(layout, key)
  const temporary = join(layout.temporary, randomUUID())
  const trailer = await writeObjectFile(temporary, source, incoming)
  try {
    await publish(temporary, path, { ifAbsent })
  } catch (error) {
    await rm(temporary, { force: true })
    throw isErrno(error, 'EEXIST') ? alreadyThere(key, error) : error
  }
  return describeObject(key, { trailer, modified: new Date() })
}

/** Throws storage.full when less than `reserve` bytes would be free with `size` more taken. */
export async function assertRoom(layout: Layout, size: number, reserve: number): Promise<void> {
  const { bavail, bsize } = await statfs(layout.temporary)
  if (bavail * bsize - size >= reserve) return
  throw new AppError(
    'storage.full',
    'The disk is as good as full; make room in the storage directory and try again.',
  )
}

export async function headObject(layout: Layout, key: string): Promise<StoredObject> {
  await using object = await openObject(layout, key)
  return describeObject(key, object)
}

/** Null when it was deleted meanwhile. A damaged one is listed, so that it can be deleted; as of no type and no bytes. */
export async function listedObject(layout: Layout, key: string): Promise<StoredObject | null> {
  try {
    return await headObject(layout, key)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === 'storage.not_found') return null
    if (error.code !== 'storage.damaged') throw error
    const { mtime } = await stat(await objectPath(layout, key))
    return { key, size: 0, contentType: null, etag: '', lastModified: mtime }
  }
}

/** The caller closes it. Throws storage.not_found. */
export async function openObject(layout: Layout, key: string): Promise<OpenObject> {
  const path = await objectPath(layout, key)
  try {
    return await openObjectFile(path)
  } catch (error) {
    throw isErrno(error, 'ENOENT', 'ENOTDIR') ? notFound(key, error) : error
  }
}

export const describeObject = (
  key: string,
  { trailer, modified }: Pick<OpenObject, 'trailer' | 'modified'>,
): StoredObject => ({
  key,
  size: trailer.size,
  contentType: trailer.content_type,
  etag: trailer.sha256,
  sha256: trailer.sha256,
  lastModified: modified,
})

/** Up to here the bytes are read at once: a stream over a file costs more than reading them. */
const AT_ONCE = 64 * 1024

/** The bytes from `first` to `last`, none when there are none; closes the object at their end. */
export async function readObject({ file }: OpenObject, first: number, last: number): Promise<Readable> {
  const length = last - first + 1
  if (length > AT_ONCE) return file.createReadStream({ start: first, end: last })
  try {
    if (length <= 0) return Readable.from([])
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, first)
    return Readable.from([buffer.subarray(0, bytesRead)])
  } finally {
    await file.close()
  }
}

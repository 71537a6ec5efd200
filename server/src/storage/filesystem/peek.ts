import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { assertKey, notFound } from '../key-rules.ts'
import type { PeekedObject } from '../storage.ts'
import { isErrno } from './file-errors.ts'
import { assertSamePath, OBJECT_SUFFIX, type Layout } from './layout.ts'
import { damaged, decodeTrailer, READ, TRAILER_SIZE } from './object-file.ts'
import { describeObject } from './objects.ts'

/**
 * Two reads of a kilobyte from one file, without a thread: each hand-over to libuv's pool costs more than the read, and
 * a registration took six of them (two cores: 740 registrations a second with them, 1,240 without any reading).
 * Throws storage.not_found and storage.damaged, else what the file system says.
 */
export function peekObject(layout: Layout, key: string, length: number): PeekedObject {
  assertKey(key)
  const path = join(layout.objects, `${key}${OBJECT_SUFFIX}`)
  try {
    assertSamePath(dirname(path), realpathSync.native(dirname(path)))
    return peekFile(path, key, length)
  } catch (error) {
    throw isErrno(error, 'ENOENT', 'ENOTDIR') ? notFound(key, error) : error
  }
}

function peekFile(path: string, key: string, length: number): PeekedObject {
  const file = openSync(path, READ)
  try {
    const stat = fstatSync(file)
    const size = stat.size - TRAILER_SIZE
    if (!stat.isFile() || size < 0) throw damaged(path)
    const trailer = decodeTrailer(bytesOf(file, TRAILER_SIZE, size))
    if (trailer?.size !== size) throw damaged(path)
    const start = bytesOf(file, Math.min(length, size), 0)
    return { ...describeObject(key, { trailer, modified: stat.mtime }), start }
  } finally {
    closeSync(file)
  }
}

function bytesOf(file: number, length: number, at: number): Buffer {
  const bytes = Buffer.alloc(length)
  return bytes.subarray(0, readSync(file, bytes, 0, length, at))
}

import { randomUUID } from 'node:crypto'
import { rm, statfs, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { AppError } from '../../errors.ts'
import { alreadyThere, assertKey, notFound } from '../key-rules.ts'
import type {
  MultipartId,
  ObjectContent,
  ObjectStorage,
  PresignedRequest,
  PutOptions,
  StoredObject,
  UploadedPart,
} from '../storage.ts'
import { publish, removeEmptyDirectories } from './durable.ts'
import { fromFileError, isErrno, withFileErrors } from './file-errors.ts'
import { signGrant, verifyGrant, type Grant } from './grants.ts'
import { objectPath, prepareLayout, type Layout } from './layout.ts'
import * as multipart from './multipart.ts'
import {
  openObjectFile,
  writeObjectFile,
  type Expected,
  type OpenObject,
  type Trailer,
} from './object-file.ts'
import { discardUnfinished } from './unfinished.ts'
import { walkKeys } from './walk.ts'

export interface FilesystemSettings {
  readonly driver: 'filesystem'
  readonly directory: string
  /** Signs addresses; the same in every process on this directory (`keptSigningSecret`). */
  readonly secret: string
  /** Where the API is reached, `http://127.0.0.1:8000`; asked at each address, for a port may be known late. */
  readonly publicUrl: () => string
  /** Bytes that writes leave free: a database on the same disk stops when there is nothing left. Default 64 MiB. */
  readonly reserve?: number
  readonly clock?: () => number
}

export const STORAGE_ROUTES = '/v1/storage'

const RESERVE = 64 * 1024 * 1024

export class FilesystemStorage implements ObjectStorage {
  readonly name = 'filesystem'
  readonly #layout: Layout
  readonly #settings: FilesystemSettings
  readonly #now: () => number

  constructor(settings: FilesystemSettings) {
    this.#settings = settings
    this.#now = settings.clock ?? Date.now
    try {
      this.#layout = prepareLayout(settings.directory)
    } catch (error) {
      throw fromFileError(error)
    }
  }

  async generatePresignedUrl(
    key: string,
    contentType: string,
    fileSize: number,
    expiresIn: number,
    { sha256 }: { readonly sha256?: string } = {},
  ): Promise<PresignedRequest> {
    assertKey(key)
    const expires = this.#expiry(expiresIn)
    const grant = {
      may: 'put',
      key,
      type: contentType,
      size: fileSize,
      sha256: sha256 ?? null,
      expires,
    } as const
    const query = { type: contentType, size: String(fileSize), ...(sha256 !== undefined && { sha256 }) }
    return presigned(this.#address(`objects/${key}`, grant, query), expires, { 'content-type': contentType })
  }

  async generatePresignedDownloadUrl(key: string, expiresIn: number, filename?: string): Promise<string> {
    assertKey(key)
    const grant = { may: 'get', key, filename: filename ?? null, expires: this.#expiry(expiresIn) } as const
    return this.#address(`objects/${key}`, grant, { ...(filename !== undefined && { filename }) })
  }

  async presignPart(
    key: string,
    upload: MultipartId,
    partNumber: number,
    size: number,
    expiresIn: number,
  ): Promise<PresignedRequest> {
    assertKey(key)
    const expires = this.#expiry(expiresIn)
    const grant = { may: 'part', key, upload, part: partNumber, size, expires } as const
    return presigned(
      this.#address(`parts/${upload}/${partNumber}`, grant, { key, size: String(size) }),
      expires,
      {},
    )
  }

  #expiry(expiresIn: number): number {
    return Math.floor(this.#now() / 1000) + expiresIn
  }

  #address(path: string, grant: Grant, query: Record<string, string>): string {
    const signature = signGrant(grant, this.#settings.secret)
    const parameters = new URLSearchParams({ ...query, expires: String(grant.expires), signature })
    return `${this.#settings.publicUrl()}${STORAGE_ROUTES}/${path}?${parameters.toString()}`
  }

  /** For the routes: throws upload.signature_invalid or upload.expired. */
  verify(grant: Grant, signature: string): void {
    verifyGrant(grant, signature, this.#settings.secret, this.#now())
  }

  put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>, options: PutOptions): Promise<StoredObject> {
    const { contentType, size, sha256, ifAbsent = false } = options
    const source = body instanceof Uint8Array ? [body] : body
    return withFileErrors(async () => {
      const expected = {
        contentType,
        ...(size !== undefined && { size }),
        ...(sha256 !== undefined && { sha256 }),
      }
      return this.#keep(key, source, expected, ifAbsent)
    })
  }

  async #keep(
    key: string,
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    expected: Expected,
    ifAbsent: boolean,
  ): Promise<StoredObject> {
    const path = await objectPath(this.#layout, key)
    await this.#assertRoom(expected.size ?? 0)
    const temporary = join(this.#layout.temporary, randomUUID())
    const trailer = await writeObjectFile(temporary, source, expected)
    try {
      await publish(temporary, path, { ifAbsent })
    } catch (error) {
      await rm(temporary, { force: true })
      throw isErrno(error, 'EEXIST') ? alreadyThere(key, error) : error
    }
    return storedObject(key, trailer, new Date(this.#now()))
  }

  async #assertRoom(size: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.#layout.temporary)
    if (bavail * bsize - size >= (this.#settings.reserve ?? RESERVE)) return
    throw new AppError(
      'storage.full',
      'The disk is as good as full; make room in the storage directory and try again.',
    )
  }

  head(key: string): Promise<StoredObject> {
    return withFileErrors(async () => {
      await using object = await this.#open(key)
      return storedObject(key, object.trailer, object.modified)
    })
  }

  get(key: string, range?: { readonly first: number; readonly last: number }): Promise<ObjectContent> {
    return withFileErrors(async () => {
      const object = await this.#open(key)
      const { size } = object.trailer
      const first = range?.first ?? 0
      const last = Math.min(range?.last ?? size, size - 1)
      if (range !== undefined && (first >= size || first > last)) {
        await object.file.close()
        throw new AppError(
          'storage.range_invalid',
          `The object has ${size} bytes; the range is not among them.`,
        )
      }
      return {
        ...storedObject(key, object.trailer, object.modified),
        body: await bodyOf(object, first, last),
      }
    })
  }

  async #open(key: string): Promise<OpenObject> {
    const path = await objectPath(this.#layout, key)
    try {
      return await openObjectFile(path)
    } catch (error) {
      throw isErrno(error, 'ENOENT', 'ENOTDIR') ? notFound(key, error) : error
    }
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    try {
      for await (const key of walkKeys(this.#layout.objects, prefix)) {
        const object = await this.head(key).catch((error: unknown) => {
          if (error instanceof AppError && error.code === 'storage.not_found') return null // deleted meanwhile
          throw error
        })
        if (object !== null) yield object
      }
    } catch (error) {
      throw fromFileError(error)
    }
  }

  delete(keys: readonly string[]): Promise<void> {
    return withFileErrors(async () => {
      for (const key of keys) {
        const path = await objectPath(this.#layout, key)
        await unlink(path).catch((error: unknown) => {
          if (!isErrno(error, 'ENOENT', 'ENOTDIR')) throw error
        })
        await removeEmptyDirectories(dirname(path), this.#layout.objects)
      }
    })
  }

  createMultipart(key: string, contentType: string): Promise<MultipartId> {
    return withFileErrors(async () => {
      assertKey(key)
      await this.#assertRoom(0)
      return multipart.beginUpload(this.#layout, { key, contentType })
    })
  }

  /** For the routes: what arrived at the address of a part. Gives its etag. */
  putPart(
    key: string,
    upload: MultipartId,
    partNumber: number,
    source: AsyncIterable<Uint8Array>,
    size: number,
  ): Promise<string> {
    return withFileErrors(async () => {
      await multipart.findUpload(this.#layout, key, upload)
      await this.#assertRoom(size)
      return (await multipart.keepPart(this.#layout, upload, partNumber, source, size)).sha256
    })
  }

  completeMultipart(key: string, upload: MultipartId, parts: readonly UploadedPart[]): Promise<StoredObject> {
    return withFileErrors(async () => {
      try {
        return await this.#assemble(key, upload, parts)
      } catch (error) {
        const finished = await this.#finished(key, upload)
        if (finished === null) throw error
        return finished
      } finally {
        if ((await this.#finished(key, upload)) !== null) await multipart.discardUpload(this.#layout, upload)
      }
    })
  }

  async #assemble(key: string, upload: MultipartId, parts: readonly UploadedPart[]): Promise<StoredObject> {
    const { contentType } = await multipart.findUpload(this.#layout, key, upload)
    await multipart.assertParts(this.#layout, upload, parts)
    const source = multipart.partsInOrder(this.#layout, upload, parts)
    return this.#keep(key, source, { contentType, multipart: upload }, true)
  }

  /** The object, when this very upload has become it: completing twice, or two at once, is no error. */
  async #finished(key: string, upload: MultipartId): Promise<StoredObject | null> {
    try {
      await using object = await this.#open(key)
      return object.trailer.multipart === upload ? storedObject(key, object.trailer, object.modified) : null
    } catch {
      return null
    }
  }

  abortMultipart(key: string, upload: MultipartId): Promise<void> {
    return withFileErrors(async () => {
      assertKey(key)
      await multipart.discardUpload(this.#layout, upload)
    })
  }

  discardUnfinished(prefix: string, before: Date): Promise<number> {
    return withFileErrors(() => discardUnfinished(this.#layout, prefix, before))
  }

  async probe(): Promise<void> {
    const key = `probe/${randomUUID()}`
    await this.put(key, Buffer.from('probe'), { contentType: 'text/plain' })
    const { body } = await this.get(key)
    body.destroy()
    await this.delete([key])
  }

  async close(): Promise<void> {}
}

const presigned = (url: string, expires: number, headers: Record<string, string>): PresignedRequest => ({
  url,
  method: 'PUT',
  headers,
  expiresAt: new Date(expires * 1000),
})

const storedObject = (key: string, trailer: Trailer, lastModified: Date): StoredObject => ({
  key,
  size: trailer.size,
  contentType: trailer.content_type,
  etag: trailer.sha256,
  sha256: trailer.sha256,
  lastModified,
})

async function bodyOf(object: OpenObject, first: number, last: number): Promise<Readable> {
  if (last >= first) return object.file.createReadStream({ start: first, end: last })
  await object.file.close()
  return Readable.from([])
}

import { randomUUID } from 'node:crypto'
import { unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../../errors.ts'
import { assertKey } from '../key-rules.ts'
import type {
  MultipartId,
  ObjectContent,
  ObjectStorage,
  PeekedObject,
  PresignedRequest,
  PutOptions,
  StoredObject,
  UploadedPart,
} from '../storage.ts'
import { Addresses, type AddressSettings } from './addresses.ts'
import { completeUpload } from './complete-upload.ts'
import { removeEmptyDirectories } from './durable.ts'
import { fromFileError, isErrno, withFileErrors } from './file-errors.ts'
import type { Grant } from './grants.ts'
import { objectPath, prepareLayout, type Layout } from './layout.ts'
import { beginUpload, discardUpload, findUpload, keepPart } from './multipart.ts'
import {
  assertRoom,
  describeObject,
  headObject,
  keepObject,
  listedObject,
  openObject,
  readObject,
} from './objects.ts'
import { peekObject } from './peek.ts'
import { discardUnfinished } from './unfinished.ts'
import { walkKeys } from './walk.ts'

export interface FilesystemSettings extends AddressSettings {
  readonly driver: 'filesystem'
  readonly directory: string
  /** Bytes that writes leave free: a database on the same disk stops when there is nothing left. Default 64 MiB. */
  readonly reserve?: number
}

const RESERVE = 64 * 1024 * 1024

export class FilesystemStorage implements ObjectStorage {
  readonly name = 'filesystem'
  readonly #layout: Layout
  readonly #addresses: Addresses
  readonly #reserve: number

  constructor(settings: FilesystemSettings) {
    this.#addresses = new Addresses(settings)
    this.#reserve = settings.reserve ?? RESERVE
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
    return this.#addresses.put(key, contentType, fileSize, expiresIn, sha256)
  }

  async generatePresignedDownloadUrl(key: string, expiresIn: number, filename?: string): Promise<string> {
    return this.#addresses.get(key, expiresIn, filename)
  }

  /** For the routes: throws upload.signature_invalid or upload.expired. */
  verify(grant: Grant, signature: string): void {
    this.#addresses.verify(grant, signature)
  }

  put(
    key: string,
    body: Uint8Array | AsyncIterable<Uint8Array>,
    { ifAbsent = false, ...expected }: PutOptions,
  ): Promise<StoredObject> {
    const source = body instanceof Uint8Array ? [body] : body
    return withFileErrors(async () => {
      await assertRoom(this.#layout, expected.size ?? 0, this.#reserve)
      return keepObject(this.#layout, { ...expected, key, source, ifAbsent })
    })
  }

  head(key: string): Promise<StoredObject> {
    return withFileErrors(() => headObject(this.#layout, key))
  }

  get(key: string, range?: { readonly first: number; readonly last: number }): Promise<ObjectContent> {
    return withFileErrors(async () => {
      const object = await openObject(this.#layout, key)
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
      return { ...describeObject(key, object), body: await readObject(object, first, last) }
    })
  }

  peek(key: string, length: number): Promise<PeekedObject> {
    return withFileErrors(async () => peekObject(this.#layout, key, length))
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    try {
      for await (const key of walkKeys(this.#layout.objects, prefix)) {
        const object = await listedObject(this.#layout, key)
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
      await assertRoom(this.#layout, 0, this.#reserve)
      return beginUpload(this.#layout, { key, contentType })
    })
  }

  async presignPart(
    key: string,
    upload: MultipartId,
    partNumber: number,
    size: number,
    expiresIn: number,
  ): Promise<PresignedRequest> {
    return this.#addresses.part(key, upload, partNumber, size, expiresIn)
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
      await findUpload(this.#layout, key, upload)
      await assertRoom(this.#layout, size, this.#reserve)
      return (await keepPart(this.#layout, upload, partNumber, source, size)).sha256
    })
  }

  completeMultipart(key: string, upload: MultipartId, parts: readonly UploadedPart[]): Promise<StoredObject> {
    return withFileErrors(() => completeUpload(this.#layout, key, upload, parts))
  }

  abortMultipart(key: string, upload: MultipartId): Promise<void> {
    return withFileErrors(async () => {
      assertKey(key)
      await discardUpload(this.#layout, upload)
    })
  }

  discardUnfinished(prefix: string, before: Date): Promise<number> {
    return withFileErrors(() => discardUnfinished(this.#layout, prefix, before))
  }

  async probe(): Promise<void> {
    const key = `probe/${randomUUID()}`
    await this.put(key, Buffer.from('probe'), { contentType: 'text/plain' })
    await this.head(key)
    await this.delete([key])
  }

  async close(): Promise<void> {}
}

import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
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
import { checkedBody } from './checked-body.ts'
import { S3ClientFactory, type S3Settings } from './s3-client-factory.ts'
import { S3Connection } from './s3-connection.ts'
import { encryptionInput } from './s3-encryption.ts'
import { fromS3Error } from './s3-errors.ts'
import { abortUpload, beginUpload, completeUpload, discardUnfinished } from './s3-multipart.ts'
import { S3Presigner, uploadHeaders } from './s3-presigner.ts'

/** The most that one DeleteObjects takes. */
const DELETE_AT_ONCE = 1000

export class S3Storage implements ObjectStorage {
  readonly name = 's3'
  readonly #settings: S3Settings
  readonly #factory: S3ClientFactory
  readonly #s3: S3Connection
  readonly #presigner: S3Presigner

  constructor(settings: S3Settings, factory: S3ClientFactory = new S3ClientFactory(settings)) {
    this.#settings = settings
    this.#factory = factory
    this.#s3 = new S3Connection(settings, factory)
    this.#presigner = new S3Presigner(factory.createSigningClient(), settings.bucket)
  }

  generatePresignedUrl(
    key: string,
    contentType: string,
    fileSize: number,
    expiresIn: number,
    { sha256 }: { readonly sha256?: string } = {},
  ): Promise<PresignedRequest> {
    const { conditionalWrites = true, encryption } = this.#settings
    const headers = uploadHeaders(contentType, { sha256, conditionalWrites, encryption })
    return this.#s3.at(key, () => this.#presigner.put({ key, headers, size: fileSize }, expiresIn))
  }

  generatePresignedDownloadUrl(key: string, expiresIn: number, filename?: string): Promise<string> {
    return this.#s3.at(key, () => this.#presigner.get(key, expiresIn, filename))
  }

  put(key: string, body: Uint8Array | Readable, options: PutOptions): Promise<StoredObject> {
    const size = body instanceof Uint8Array ? body.byteLength : options.size
    return this.#s3.at(key, async (at) => {
      if (size === undefined) throw new AppError('internal.bug', 'S3 takes a stream only with its size.')
      const { ETag } = await this.#s3.client.send(
        new PutObjectCommand({
          ...at,
          ...encryptionInput(this.#settings.encryption),
          Body: checkedBody(body, options),
          ContentLength: size,
          ContentType: options.contentType,
          ...(options.ifAbsent === true && { IfNoneMatch: '*' }),
          ...(options.lockUntil !== undefined && {
            ObjectLockMode: 'COMPLIANCE' as const,
            ObjectLockRetainUntilDate: options.lockUntil,
            ChecksumAlgorithm: 'SHA256' as const, // a lock is taken only with a checksum
          }),
        }),
      )
      if (ETag === undefined) throw new Error('PutObject gave no ETag')
      return { key, size, contentType: options.contentType, etag: bare(ETag), lastModified: new Date() }
    })
  }

  head(key: string): Promise<StoredObject> {
    return this.#s3.at(key, async (at) => {
      const { ContentLength, ...described } = await this.#s3.client.send(new HeadObjectCommand(at))
      return storedObject(key, ContentLength, described)
    })
  }

  get(key: string, range?: { readonly first: number; readonly last: number }): Promise<ObjectContent> {
    return this.#s3.at(key, async (at) => {
      const input = range === undefined ? at : { ...at, Range: `bytes=${range.first}-${range.last}` }
      const answer = await this.#s3.client.send(new GetObjectCommand(input))
      if (!(answer.Body instanceof Readable)) throw new Error('GetObject gave no stream')
      const whole = answer.ContentRange?.split('/')[1]
      const size = whole === undefined ? answer.ContentLength : Number(whole)
      return { ...storedObject(key, size, answer), body: answer.Body }
    })
  }

  async peek(key: string, length: number): Promise<PeekedObject> {
    try {
      const { body, ...object } = await this.get(key, { first: 0, last: length - 1 })
      return { ...object, start: await buffer(body) }
    } catch (error) {
      if (!(error instanceof AppError)) throw fromS3Error(error)
      if (error.code !== 'storage.range_invalid') throw error
      // S3 has no range for an object without bytes.
      return { ...(await this.head(key)), start: new Uint8Array() }
    }
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    await this.#s3.ready()
    const { client, bucket } = this.#s3
    try {
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { ...bucket, Prefix: prefix }))
        for (const { Key, Size, ...described } of Contents)
          if (Key !== undefined) yield storedObject(Key, Size, described)
    } catch (error) {
      throw fromS3Error(error)
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    keys.forEach(assertKey)
    for (let at = 0; at < keys.length; at += DELETE_AT_ONCE) {
      const Objects = keys.slice(at, at + DELETE_AT_ONCE).map((Key) => ({ Key }))
      const command = new DeleteObjectsCommand({ ...this.#s3.bucket, Delete: { Objects, Quiet: true } })
      const { Errors = [] } = await this.#s3.call(() => this.#s3.client.send(command))
      const failed = Errors.find(({ Code }) => Code !== 'NoSuchKey')
      if (failed !== undefined)
        throw fromS3Error(Object.assign(new Error(failed.Message), { name: failed.Code }), {
          key: failed.Key ?? '',
        })
    }
  }

  createMultipart(key: string, contentType: string): Promise<MultipartId> {
    return beginUpload(this.#s3, key, contentType, this.#settings.encryption)
  }

  presignPart(
    key: string,
    upload: MultipartId,
    partNumber: number,
    size: number,
    expiresIn: number,
  ): Promise<PresignedRequest> {
    const query = { partNumber: String(partNumber), uploadId: upload }
    return this.#s3.at(key, () => this.#presigner.put({ key, headers: {}, size, query }, expiresIn))
  }

  async completeMultipart(
    key: string,
    upload: MultipartId,
    parts: readonly UploadedPart[],
  ): Promise<StoredObject> {
    await completeUpload(this.#s3, key, upload, parts)
    return this.head(key)
  }

  abortMultipart(key: string, upload: MultipartId): Promise<void> {
    return abortUpload(this.#s3, key, upload)
  }

  discardUnfinished(prefix: string, before: Date): Promise<number> {
    return discardUnfinished(this.#s3, prefix, before)
  }

  async probe(): Promise<void> {
    const key = `probe/${randomUUID()}`
    await this.put(key, Buffer.from('probe'), { contentType: 'text/plain' })
    await this.head(key)
    await this.delete([key])
  }

  async close(): Promise<void> {
    this.#factory.close()
  }
}

interface Described {
  readonly ContentType?: string | undefined
  readonly ETag?: string | undefined
  readonly LastModified?: Date | undefined
}

/** Nothing here may be missing but the type: what has no size was not answered by S3. */
function storedObject(key: string, size: number | undefined, described: Described): StoredObject {
  const { ContentType, ETag, LastModified } = described
  if (size === undefined || ETag === undefined || LastModified === undefined)
    throw new Error('the answer has no size, ETag or date')
  return { key, size, contentType: ContentType ?? null, etag: bare(ETag), lastModified: LastModified }
}

const bare = (etag: string): string => etag.replaceAll('"', '')

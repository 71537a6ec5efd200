import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { AppError } from '../../errors.ts'
import { assertKey } from '../key-rules.ts'
import type {
  MultipartId,
  ObjectContent,
  ObjectStorage,
  PresignedRequest,
  PutOptions,
  StoredObject,
  UploadedPart,
} from '../storage.ts'
import { checkedBody } from './checked-body.ts'
import { ensureBucket } from './s3-bucket.ts'
import { S3ClientFactory, type S3Settings } from './s3-client-factory.ts'
import { fromS3Error } from './s3-errors.ts'
import { S3Presigner } from './s3-presigner.ts'

/** The most that one DeleteObjects takes. */
const DELETE_AT_ONCE = 1000

export class S3Storage implements ObjectStorage {
  readonly name = 's3'
  readonly #settings: S3Settings
  readonly #factory: S3ClientFactory
  readonly #client: S3Client
  readonly #presigner: S3Presigner
  #bucketReady: Promise<void> | undefined

  constructor(settings: S3Settings, factory: S3ClientFactory = new S3ClientFactory(settings)) {
    this.#settings = settings
    this.#factory = factory
    this.#client = factory.createClient()
    this.#presigner = new S3Presigner(factory.createSigningClient(), settings.bucket)
  }

  generatePresignedUrl(
    key: string,
    contentType: string,
    fileSize: number,
    expiresIn: number,
    { sha256 }: { readonly sha256?: string } = {},
  ): Promise<PresignedRequest> {
    const headers = {
      'content-type': contentType,
      ...(sha256 !== undefined && { 'x-amz-checksum-sha256': base64(sha256) }),
      ...(this.#settings.conditionalWrites !== false && { 'if-none-match': '*' }),
      ...this.#encryptionHeaders(),
    }
    return this.#run(key, () => this.#presigner.put({ key, headers, size: fileSize }, expiresIn))
  }

  generatePresignedDownloadUrl(key: string, expiresIn: number, filename?: string): Promise<string> {
    return this.#run(key, () => this.#presigner.get(key, expiresIn, filename))
  }

  presignPart(
    key: string,
    upload: MultipartId,
    partNumber: number,
    size: number,
    expiresIn: number,
  ): Promise<PresignedRequest> {
    const query = { partNumber: String(partNumber), uploadId: upload }
    return this.#run(key, () => this.#presigner.put({ key, headers: {}, size, query }, expiresIn))
  }

  put(key: string, body: Uint8Array | Readable, options: PutOptions): Promise<StoredObject> {
    const size = body instanceof Uint8Array ? body.byteLength : options.size
    return this.#run(key, async () => {
      if (size === undefined) throw new AppError('internal.bug', 'S3 takes a stream only with its size.')
      const { ETag } = await this.#client.send(
        new PutObjectCommand({
          ...this.#at(key),
          ...this.#encryption(),
          Body: checkedBody(body, options),
          ContentLength: size,
          ContentType: options.contentType,
          ...(options.ifAbsent === true && { IfNoneMatch: '*' }),
        }),
      )
      if (ETag === undefined) throw new Error('PutObject gave no ETag')
      return { key, size, contentType: options.contentType, etag: bare(ETag), lastModified: new Date() }
    })
  }

  head(key: string): Promise<StoredObject> {
    return this.#run(key, async () =>
      storedObject(key, await this.#client.send(new HeadObjectCommand(this.#at(key)))),
    )
  }

  get(key: string, range?: { readonly first: number; readonly last: number }): Promise<ObjectContent> {
    return this.#run(key, async () => {
      const Range = range && `bytes=${range.first}-${range.last}`
      const answer = await this.#client.send(
        new GetObjectCommand({ ...this.#at(key), ...(Range && { Range }) }),
      )
      if (!(answer.Body instanceof Readable)) throw new Error('GetObject gave no stream')
      const whole = answer.ContentRange?.split('/')[1]
      const size = whole === undefined ? answer.ContentLength : Number(whole)
      return { ...storedObject(key, { ...answer, ContentLength: size }), body: answer.Body }
    })
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    await this.#ready()
    try {
      for await (const page of paginateListObjectsV2(
        { client: this.#client },
        { ...this.#bucket, Prefix: prefix },
      ))
        for (const { Key, Size, ETag, LastModified } of page.Contents ?? [])
          if (Key !== undefined) yield storedObject(Key, { ContentLength: Size, ETag, LastModified })
    } catch (error) {
      throw fromS3Error(error)
    }
  }

  async delete(keys: readonly string[]): Promise<void> {
    keys.forEach(assertKey)
    for (let at = 0; at < keys.length; at += DELETE_AT_ONCE) {
      const Objects = keys.slice(at, at + DELETE_AT_ONCE).map((Key) => ({ Key }))
      const command = new DeleteObjectsCommand({ ...this.#bucket, Delete: { Objects, Quiet: true } })
      const { Errors = [] } = await this.#call(() => this.#client.send(command))
      const failed = Errors.find(({ Code }) => Code !== 'NoSuchKey')
      if (failed !== undefined)
        throw fromS3Error(Object.assign(new Error(failed.Message), { name: failed.Code }), {
          key: failed.Key ?? '',
        })
    }
  }

  createMultipart(key: string, contentType: string): Promise<MultipartId> {
    return this.#run(key, async () => {
      const command = new CreateMultipartUploadCommand({
        ...this.#at(key),
        ...this.#encryption(),
        ContentType: contentType,
      })
      const { UploadId } = await this.#client.send(command)
      if (UploadId === undefined) throw new Error('CreateMultipartUpload gave no id')
      return UploadId
    })
  }

  async completeMultipart(
    key: string,
    upload: MultipartId,
    parts: readonly UploadedPart[],
  ): Promise<StoredObject> {
    const Parts = parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag }))
    const command = new CompleteMultipartUploadCommand({
      ...this.#at(key),
      UploadId: upload,
      MultipartUpload: { Parts },
    })
    try {
      await this.#run(key, () => this.#client.send(command))
    } catch (error) {
      await this.#assertBegun(key, upload)
      throw error
    }
    return this.head(key)
  }

  /** radosgw answers 500 to the completion of an upload that is gone, and NoSuchKey here; AWS NoSuchUpload to both. */
  async #assertBegun(key: string, upload: MultipartId): Promise<void> {
    const command = new ListPartsCommand({ ...this.#at(key), UploadId: upload, MaxParts: 1 })
    try {
      await this.#run(key, () => this.#client.send(command))
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'storage.not_found')) throw error
      throw new AppError(
        'upload.not_found',
        'This upload was finished, aborted or never begun; begin a new one.',
        {
          cause: error,
        },
      )
    }
  }

  async abortMultipart(key: string, upload: MultipartId): Promise<void> {
    const command = new AbortMultipartUploadCommand({ ...this.#at(key), UploadId: upload })
    try {
      await this.#run(key, () => this.#client.send(command))
    } catch (error) {
      if (!(error instanceof AppError && ['upload.not_found', 'storage.not_found'].includes(error.code)))
        throw error
    }
  }

  async discardUnfinished(prefix: string, before: Date): Promise<number> {
    let discarded = 0
    let from: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {}
    for (;;) {
      const command = new ListMultipartUploadsCommand({ ...this.#bucket, Prefix: prefix, ...from })
      const page = await this.#call(() => this.#client.send(command))
      for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
        if (Key === undefined || UploadId === undefined || Initiated === undefined || Initiated >= before)
          continue
        await this.abortMultipart(Key, UploadId)
        discarded++
      }
      if (page.IsTruncated !== true || page.NextKeyMarker === undefined) return discarded
      from = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
    }
  }

  async probe(): Promise<void> {
    const key = `probe/${randomUUID()}`
    await this.put(key, Buffer.from('probe'), { contentType: 'text/plain' })
    const { body } = await this.get(key)
    body.destroy()
    await this.delete([key])
  }

  async close(): Promise<void> {
    this.#factory.close()
  }

  async #run<T>(key: string, work: () => Promise<T>): Promise<T> {
    assertKey(key)
    return this.#call(work, { key })
  }

  async #call<T>(work: () => Promise<T>, context: Readonly<Record<string, string>> = {}): Promise<T> {
    await this.#ready()
    try {
      return await work()
    } catch (error) {
      throw fromS3Error(error, context)
    }
  }

  /** Looks for the bucket before the first use of it; looks again when that failed. */
  #ready(): Promise<void> {
    const { bucket, useAws } = this.#settings
    this.#bucketReady ??= ensureBucket(this.#client, bucket, useAws).catch((error: unknown) => {
      this.#bucketReady = undefined
      throw error
    })
    return this.#bucketReady
  }

  get #bucket() {
    return { Bucket: this.#settings.bucket }
  }

  #at(key: string) {
    return { Bucket: this.#settings.bucket, Key: key }
  }

  #encryption() {
    const { encryption } = this.#settings
    if (encryption === undefined) return {}
    const { mode, kmsKeyId } = encryption
    return { ServerSideEncryption: mode, ...(kmsKeyId !== undefined && { SSEKMSKeyId: kmsKeyId }) }
  }

  #encryptionHeaders(): Record<string, string> {
    const { encryption } = this.#settings
    if (encryption === undefined) return {}
    const { mode, kmsKeyId } = encryption
    return {
      'x-amz-server-side-encryption': mode,
      ...(kmsKeyId !== undefined && { 'x-amz-server-side-encryption-aws-kms-key-id': kmsKeyId }),
    }
  }
}

interface Described {
  readonly ContentLength?: number | undefined
  readonly ContentType?: string | undefined
  readonly ETag?: string | undefined
  readonly LastModified?: Date | undefined
}

const storedObject = (key: string, described: Described): StoredObject => ({
  key,
  size: described.ContentLength ?? 0,
  contentType: described.ContentType ?? null,
  etag: bare(described.ETag),
  lastModified: described.LastModified ?? new Date(0),
})

const bare = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '')
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64')

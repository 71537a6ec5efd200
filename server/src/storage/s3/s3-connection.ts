import type { S3Client } from '@aws-sdk/client-s3'
import { assertKey } from '../key-rules.ts'
import { ensureBucket } from './s3-bucket.ts'
import type { S3ClientFactory, S3Settings } from './s3-client-factory.ts'
import { fromS3Error } from './s3-errors.ts'

/** The client and the bucket: every request goes through `call` or `at`, which throw only AppErrors. */
export class S3Connection {
  readonly bucket: { readonly Bucket: string }
  readonly client: S3Client
  readonly #settings: S3Settings
  #ready: Promise<void> | undefined

  constructor(settings: S3Settings, factory: S3ClientFactory) {
    this.bucket = { Bucket: settings.bucket }
    this.client = factory.createClient()
    this.#settings = settings
  }

  /** Work on one key. */
  async at<T>(key: string, work: (at: { Bucket: string; Key: string }) => Promise<T>): Promise<T> {
    assertKey(key)
    return this.call(() => work({ ...this.bucket, Key: key }), { key })
  }

  async call<T>(work: () => Promise<T>, context: Readonly<Record<string, string>> = {}): Promise<T> {
    await this.ready()
    try {
      return await work()
    } catch (error) {
      throw fromS3Error(error, context)
    }
  }

  /** Looks for the bucket before the first use of it; looks again when that failed. */
  ready(): Promise<void> {
    this.#ready ??= ensureBucket(this.client, this.#settings).catch((error: unknown) => {
      this.#ready = undefined
      throw error
    })
    return this.#ready
  }
}

import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { NodeHttpHandler } from '@smithy/node-http-handler'

export interface S3Settings {
  readonly driver: 's3'
  /** AWS itself; otherwise any server that speaks S3 at `endpoint`. */
  readonly useAws: boolean
  readonly endpoint?: string
  /** Where uploaders reach the server, when that is another address than ours. */
  readonly publicEndpoint?: string
  readonly bucket: string
  readonly region?: string
  /** Absent: the SDK's own chain, so that roles of instances and containers work. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** Default: true outside AWS, where a bucket seldom has a host name. */
  readonly forcePathStyle?: boolean
  readonly encryption?: { readonly mode: 'AES256' | 'aws:kms'; readonly kmsKeyId?: string }
  /** `If-None-Match: *` on uploads; false for a server that refuses the header. Default true. */
  readonly conditionalWrites?: boolean
  /** Of a bucket that we make: its objects can be locked. */
  readonly objectLock?: boolean
  /** Connections at once. Default 50. */
  readonly maxConnections?: number
  /** Milliseconds in which nothing arrives before a request is given up. Default 10,000. */
  readonly timeout?: number
  /** Tries in all, with exponential backoff and full jitter from 50 ms on. Default 3. */
  readonly maxAttempts?: number
}

const CONNECT_TIMEOUT = 3_000
/** Servers outside AWS take any region, most of them this one by default. */
const ANY_REGION = 'us-east-1'

/** Makes the clients of one set of settings, each once. */
export class S3ClientFactory {
  readonly #settings: S3Settings
  #client: S3Client | undefined
  #signingClient: S3Client | undefined

  constructor(settings: S3Settings) {
    this.#settings = settings
  }

  /** The client that everything goes through: one pool of connections. */
  createClient(): S3Client {
    return (this.#client ??= new S3Client(this.#config(this.#settings.endpoint)))
  }

  /** The client whose address goes into presigned URLs: a signature covers the host, so it cannot be put in later. */
  createSigningClient(): S3Client {
    const { publicEndpoint } = this.#settings
    if (publicEndpoint === undefined) return this.createClient()
    return (this.#signingClient ??= new S3Client(this.#config(publicEndpoint)))
  }

  close(): void {
    this.#client?.destroy()
    this.#signingClient?.destroy()
  }

  #config(endpoint: string | undefined): S3ClientConfig {
    const { useAws, region, credentials, forcePathStyle, maxConnections = 50 } = this.#settings
    const { timeout = 10_000, maxAttempts = 3 } = this.#settings
    const pool = { keepAlive: true, maxSockets: maxConnections }
    return {
      ...(endpoint !== undefined && { endpoint }),
      ...(useAws ? region !== undefined && { region } : { region: region ?? ANY_REGION }),
      ...(credentials !== undefined && { credentials }),
      forcePathStyle: forcePathStyle ?? !useAws,
      retryMode: 'standard',
      maxAttempts,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: new NodeHttpHandler({
        connectionTimeout: Math.min(CONNECT_TIMEOUT, timeout),
        socketTimeout: timeout, // not requestTimeout, which would cut off a large upload that is well under way
        httpAgent: pool,
        httpsAgent: pool,
      }),
    }
  }
}

import type { Readable } from 'node:stream'

/**
 * Where bytes live: one interface, a file a driver (`filesystem`, `s3`), one contract suite that each passes.
 * Keys are `/`-separated, of `[A-Za-z0-9._/-]`, at most 512 characters, without `.` or `..` parts.
 * Each part of a key is at most 200 characters. Errors are AppErrors: storage.not_found, storage.unavailable,
 * storage.denied, storage.full, storage.damaged, storage.range_invalid, upload.exists, upload.checksum_mismatch,
 * upload.size_mismatch, upload.not_found.
 */
export interface ObjectStorage {
  readonly name: 'filesystem' | 's3'

  /** An address to PUT exactly this type and size to, until it expires; never overwrites where the store can tell. */
  generatePresignedUrl(
    key: string,
    contentType: string,
    fileSize: number,
    expiresIn: number,
    options?: { readonly sha256?: string },
  ): Promise<PresignedRequest>

  /** An address to GET from, until it expires. `filename` becomes the Content-Disposition. */
  generatePresignedDownloadUrl(key: string, expiresIn: number, filename?: string): Promise<string>

  put(key: string, body: Uint8Array | Readable, options: PutOptions): Promise<StoredObject>
  /** Rejects with storage.not_found. */
  head(key: string): Promise<StoredObject>
  /** `range`: first and last byte, both included; cut at the end of the object. `size` is the whole object's. */
  get(key: string, range?: { readonly first: number; readonly last: number }): Promise<ObjectContent>
  /** The object with its first bytes, at most `length`: all that registration looks at, as cheap as the store can. */
  peek(key: string, length: number): Promise<PeekedObject>
  /** In order of keys, as many pages as it takes. */
  list(prefix: string): AsyncIterable<StoredObject>
  /** A key that is not there is no error. */
  delete(keys: readonly string[]): Promise<void>

  createMultipart(key: string, contentType: string): Promise<MultipartId>
  presignPart(
    key: string,
    upload: MultipartId,
    partNumber: number,
    size: number,
    expiresIn: number,
  ): Promise<PresignedRequest>
  /** The parts in order become the object; rejects with upload.parts_invalid when they are not those that were sent. */
  completeMultipart(key: string, upload: MultipartId, parts: readonly UploadedPart[]): Promise<StoredObject>
  /** An upload that is not there is no error. */
  abortMultipart(key: string, upload: MultipartId): Promise<void>
  /** Removes what interrupted uploads under the prefix, begun before that moment, left; gives how many they were. */
  discardUnfinished(prefix: string, before: Date): Promise<number>

  /** Writes, reads and deletes a small object: what `readyz` and `doctor` ask. */
  probe(): Promise<void>
  close(): Promise<void>
}

export type MultipartId = string

export interface PresignedRequest {
  readonly url: string
  readonly method: 'PUT'
  /** Send exactly these. */
  readonly headers: Readonly<Record<string, string>>
  readonly expiresAt: Date
}

export interface PutOptions {
  readonly contentType: string
  /** Bytes; needed for a stream. */
  readonly size?: number
  /** Hex; the store refuses other bytes with upload.checksum_mismatch. */
  readonly sha256?: string
  /** Refuses with upload.exists when the key is taken. */
  readonly ifAbsent?: boolean
  /** S3 Object Lock, compliance mode: nobody changes or deletes it before. A directory keeps nothing from its owner. */
  readonly lockUntil?: Date
}

export interface StoredObject {
  readonly key: string
  readonly size: number
  /** Not given by `list` on S3. */
  readonly contentType: string | null
  readonly etag: string
  readonly lastModified: Date
  /** Hex; where the store keeps it. */
  readonly sha256?: string
}

export interface PeekedObject extends StoredObject {
  readonly start: Uint8Array
}

export interface ObjectContent extends StoredObject {
  readonly body: Readable
}

export interface UploadedPart {
  readonly partNumber: number
  readonly etag: string
}

/** Part sizes: S3 takes 5 MiB to 5 GiB, at most 10,000 parts; the last may be smaller. */
export const PART_SIZE = 8 * 1024 * 1024

import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { AppError, type ErrorCode } from '../../errors.ts'
import type { ObjectStorage, PresignedRequest } from '../storage.ts'

/** A driver over a real server, for one run of the suite. */
export interface Subject {
  readonly storage: ObjectStorage
  /** Over a server that accepts and never answers. */
  readonly slow: ObjectStorage | null
  /** Over a server that is away, or answers with nonsense. */
  readonly broken: ObjectStorage
  close(): Promise<void>
}

/** What a server under a driver may be unable to do; each absence is a skip that says why. */
export type Ability =
  | 'refuses to overwrite through a presigned address'
  | 'refuses to put over an object when told so'
  | 'checks the checksum of a put'
  | 'checks the checksum of an upload'
  | 'refuses parts that were not sent'
  | 'aborts multipart uploads'
  | 'names the file of a download'
  | 'lists in order of bytes'
  | 'answers for a range of an object without bytes'

/** What each part of the suite works with. */
export interface Suite extends Subject {
  /** All keys of the run are under it. */
  readonly root: string
  /** A new key. */
  key(): string
  /** The options of a test that needs an ability. */
  needs(ability: Ability): { readonly skip?: string }
}

export const PDF = 'application/pdf'
export const MIB = 1024 * 1024
export const bytes = Buffer.from('%PDF-1.7 a report of 43 bytes for this test')

export const send = (request: PresignedRequest, body: Buffer): Promise<Response> =>
  fetch(request.url, { method: request.method, headers: request.headers, body: new Uint8Array(body) })

export const content = async (storage: ObjectStorage, key: string): Promise<Buffer> =>
  buffer((await storage.get(key)).body)

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

export async function listed(storage: ObjectStorage, prefix: string): Promise<string[]> {
  return (await collect(storage.list(prefix))).map(({ key }) => key)
}

export async function rejects(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof AppError, String(error))
    assert.equal(error.code, code, error.message)
    return true
  })
}

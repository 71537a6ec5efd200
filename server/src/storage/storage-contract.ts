import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { AppError, type ErrorCode } from '../errors.ts'
import type { ObjectStorage, PresignedRequest } from './storage.ts'

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

const PDF = 'application/pdf'
const MIB = 1024 * 1024
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The suite that every driver passes. `lacks`: what the server at hand cannot do, with the reason. */
export function storageContract(
  name: string,
  open: () => Promise<Subject>,
  lacks: Partial<Record<Ability, string>> = {},
): void {
  const needs = (ability: Ability) => {
    const reason = lacks[ability]
    return reason === undefined ? {} : { skip: `${ability}: ${reason}` }
  }

  describe(`storage contract: ${name}`, () => {
    let subject: Subject
    let storage: ObjectStorage
    const root = `contract-${randomUUID()}`
    const key = () => `${root}/${randomUUID()}/report.pdf`
    const bytes = Buffer.from('%PDF-1.7 a report of 42 bytes for this test')

    before(async () => {
      subject = await open()
      storage = subject.storage
    })
    after(() => subject.close())

    const presign = (at: string, expiresIn = 60) =>
      storage.generatePresignedUrl(at, PDF, bytes.length, expiresIn)
    const refuses = async (response: Response, at: string) => {
      await response.arrayBuffer()
      assert.ok(response.status >= 400 && response.status < 500, `status ${response.status}`)
      await rejects(storage.head(at), 'storage.not_found')
    }

    describe('presigned PUT', () => {
      test('takes the file and keeps its size and type', async () => {
        const at = key()
        const response = await send(await presign(at), bytes)
        assert.equal(response.status, 200)
        const { size, contentType } = await storage.head(at)
        assert.deepEqual({ size, contentType }, { size: bytes.length, contentType: PDF })
      })

      test('refuses a wrong signature', async () => {
        const at = key()
        const request = await presign(at)
        const url = new URL(request.url)
        const name = [...url.searchParams.keys()].find((each) => /signature$/i.test(each)) ?? 'signature'
        url.searchParams.set(name, '0'.repeat(64))
        await refuses(await send({ ...request, url: url.href }, bytes), at)
      })

      test('refuses an address edited to another key', async () => {
        const [at, other] = [key(), key()]
        const request = await presign(at)
        await refuses(await send({ ...request, url: request.url.replace(at, other) }, bytes), other)
      })

      test('refuses an address edited to live longer', async () => {
        const at = key()
        const request = await presign(at)
        const url = request.url.replace(/expires=\d+/i, (text) => `${text}0`)
        assert.notEqual(url, request.url)
        await refuses(await send({ ...request, url }, bytes), at)
      })

      test('refuses after it has expired', async () => {
        const at = key()
        const request = await presign(at, 1)
        await sleep(2100) // addresses count in whole seconds
        await refuses(await send(request, bytes), at)
      })

      test('refuses a longer and a shorter file', async () => {
        const at = key()
        const request = await presign(at)
        await refuses(await send(request, Buffer.concat([bytes, bytes])), at)
        await refuses(await send(request, bytes.subarray(1)), at)
      })

      test('refuses another type', async () => {
        const at = key()
        const request = await presign(at)
        await refuses(
          await send({ ...request, headers: { ...request.headers, 'content-type': 'text/html' } }, bytes),
          at,
        )
      })

      test('does not overwrite', needs('refuses to overwrite through a presigned address'), async () => {
        const at = key()
        const request = await presign(at)
        await send(request, bytes)
        const again = await send(request, Buffer.from(bytes).reverse())
        assert.equal(again.status, 412)
        assert.deepEqual(await content(storage, at), bytes)
      })

      test('refuses bytes with another checksum', needs('checks the checksum of an upload'), async () => {
        const at = key()
        const options = { sha256: sha256(bytes) }
        const request = await storage.generatePresignedUrl(at, PDF, bytes.length, 60, options)
        await refuses(await send(request, Buffer.from(bytes).reverse()), at)
        assert.equal((await send(request, bytes)).status, 200)
      })
    })

    test('a presigned GET gives the bytes and their type', async () => {
      const at = key()
      await storage.put(at, bytes, { contentType: PDF })
      const response = await fetch(await storage.generatePresignedDownloadUrl(at, 60))
      assert.deepEqual(Buffer.from(await response.arrayBuffer()), bytes)
      assert.equal(response.headers.get('content-type'), PDF)
    })

    test('a presigned GET names the file', needs('names the file of a download'), async () => {
      const at = key()
      await storage.put(at, bytes, { contentType: PDF })
      const response = await fetch(
        await storage.generatePresignedDownloadUrl(at, 60, "Bericht „2024“ (J'an).pdf"),
      )
      assert.equal(response.status, 200)
      const name = "filename*=UTF-8''Bericht%20%E2%80%9E2024%E2%80%9C%20%28J%27an%29.pdf"
      assert.ok(response.headers.get('content-disposition')?.includes(name))
    })

    describe('put and get', () => {
      test('a stream of known size arrives whole', async () => {
        const at = key()
        const large = Buffer.alloc(3 * MIB, 'abc')
        const stream = Readable.from([large.subarray(0, MIB), large.subarray(MIB)], { objectMode: false })
        const stored = await storage.put(at, stream, { contentType: PDF, size: large.length })
        assert.equal(stored.size, large.length)
        assert.ok((await content(storage, at)).equals(large))
      })

      test('an empty object is an object', async () => {
        const at = key()
        await storage.put(at, Buffer.alloc(0), { contentType: PDF })
        assert.equal((await content(storage, at)).length, 0)
      })

      test('a put replaces what was there', async () => {
        const at = key()
        await storage.put(at, bytes, { contentType: PDF })
        await storage.put(at, Buffer.from('{}'), { contentType: 'application/json' })
        assert.equal((await content(storage, at)).toString(), '{}')
        assert.equal((await storage.head(at)).contentType, 'application/json')
      })

      test(
        'a put that must not overwrite does not',
        needs('refuses to put over an object when told so'),
        async () => {
          const at = key()
          await storage.put(at, bytes, { contentType: PDF, ifAbsent: true })
          await rejects(
            storage.put(at, Buffer.from('other'), { contentType: PDF, ifAbsent: true }),
            'upload.exists',
          )
          assert.deepEqual(await content(storage, at), bytes)
        },
      )

      test('a put with another checksum stores nothing', needs('checks the checksum of a put'), async () => {
        const at = key()
        const options = { contentType: PDF, sha256: sha256(Buffer.from('other')) }
        await rejects(storage.put(at, bytes, options), 'upload.checksum_mismatch')
        await rejects(storage.head(at), 'storage.not_found')
      })

      test('a range gives its bytes, cut at the end, and the size of the whole', async () => {
        const at = key()
        await storage.put(at, bytes, { contentType: PDF })
        const middle = await storage.get(at, { first: 5, last: 7 })
        assert.equal((await buffer(middle.body)).toString(), '1.7')
        assert.equal(middle.size, bytes.length)
        const end = await storage.get(at, { first: bytes.length - 4, last: 1023 })
        assert.equal((await buffer(end.body)).toString(), 'test')
      })

      test('a range after the end is refused', async () => {
        const at = key()
        await storage.put(at, bytes, { contentType: PDF })
        await rejects(
          storage.get(at, { first: bytes.length, last: bytes.length + 9 }),
          'storage.range_invalid',
        )
      })

      test('a missing key is storage.not_found', async () => {
        await rejects(storage.head(key()), 'storage.not_found')
        await rejects(storage.get(key()), 'storage.not_found')
        await storage.delete([key()])
      })

      test('a key that breaks the rules is nobody’s', async () => {
        for (const bad of [
          '../etc/passwd',
          'a/../../b',
          '/a',
          'a//b',
          'a/',
          'ü',
          'a\0b',
          '',
          'a'.repeat(201),
        ])
          await rejects(storage.head(bad), 'storage.not_found')
      })
    })

    describe('multipart', () => {
      const first = Buffer.alloc(5 * MIB, 'first')
      const second = Buffer.from('second')

      const sendPart = async (at: string, upload: string, partNumber: number, part: Buffer) => {
        const response = await send(await storage.presignPart(at, upload, partNumber, part.length, 60), part)
        assert.equal(response.status, 200)
        return { partNumber, etag: response.headers.get('etag') ?? '' }
      }

      test('the parts in order become the object', async () => {
        const at = key()
        const upload = await storage.createMultipart(at, PDF)
        const parts = [await sendPart(at, upload, 2, second), await sendPart(at, upload, 1, first)].reverse()
        const stored = await storage.completeMultipart(at, upload, parts)
        assert.equal(stored.size, first.length + second.length)
        assert.equal((await storage.head(at)).contentType, PDF)
        const tail = await storage.get(at, { first: first.length - 5, last: first.length + 5 })
        assert.equal((await buffer(tail.body)).toString(), 'firstsecond')
      })

      test('a part of another length is refused', async () => {
        const at = key()
        const upload = await storage.createMultipart(at, PDF)
        const request = await storage.presignPart(at, upload, 1, second.length, 60)
        const response = await send(request, Buffer.concat([second, second]))
        assert.ok(response.status >= 400 && response.status < 500)
        await response.arrayBuffer()
      })

      test('parts that were not sent are refused', needs('refuses parts that were not sent'), async () => {
        const at = key()
        const upload = await storage.createMultipart(at, PDF)
        const part = await sendPart(at, upload, 1, second)
        const invented = { partNumber: 2, etag: `"${'0'.repeat(32)}"` }
        await rejects(storage.completeMultipart(at, upload, [part, invented]), 'upload.parts_invalid')
        await rejects(storage.head(at), 'storage.not_found')
        await storage.abortMultipart(at, upload)
      })

      test(
        'an aborted upload leaves nothing and takes no parts',
        needs('aborts multipart uploads'),
        async () => {
          const at = key()
          const upload = await storage.createMultipart(at, PDF)
          const part = await sendPart(at, upload, 1, second)
          await storage.abortMultipart(at, upload)
          await storage.abortMultipart(at, upload)
          await rejects(storage.completeMultipart(at, upload, [part]), 'upload.not_found')
          const late = await send(await storage.presignPart(at, upload, 2, second.length, 60), second)
          assert.equal(late.status, 404)
          await rejects(storage.head(at), 'storage.not_found')
        },
      )

      test('unfinished uploads are discarded by age', needs('aborts multipart uploads'), async () => {
        const at = key()
        const upload = await storage.createMultipart(at, PDF)
        const part = await sendPart(at, upload, 1, second)
        await storage.discardUnfinished(root, new Date(Date.now() - 3_600_000))
        await sendPart(at, upload, 1, second)
        await sleep(1100) // servers keep the begin in whole seconds
        assert.ok((await storage.discardUnfinished(root, new Date())) >= 1)
        await rejects(storage.completeMultipart(at, upload, [part]), 'upload.not_found')
      })
    })

    test('lists over 1,000 keys in order and deletes them', async () => {
      const names = Array.from({ length: 1005 }, (_, index) => `${root}/many/${index}`)
      await inBatches(names, 50, (each) => storage.put(each, Buffer.from('x'), { contentType: PDF }))
      await storage.put(`${root}/many.pdf`, bytes, { contentType: PDF })
      assert.deepEqual(await listed(storage, `${root}/many/`), names.toSorted())
      assert.deepEqual(
        await listed(storage, `${root}/many/100`),
        [100, 1000, 1001, 1002, 1003, 1004].map((n) => `${root}/many/${n}`),
      )
      await storage.delete([...names, `${root}/many/never-there`])
      assert.deepEqual(await listed(storage, `${root}/many`), [`${root}/many.pdf`])
    })

    test('lists a directory where its keys sort', needs('lists in order of bytes'), async () => {
      const names = ['a', 'a-b', 'a.b', 'a/b', 'a/b/c', 'a0', 'ab'].map((each) => `${root}/order/${each}`)
      for (const each of names.toReversed()) await storage.put(each, Buffer.from('x'), { contentType: PDF })
      assert.deepEqual(await listed(storage, `${root}/order/`), names)
    })

    test('a list tells size and age', async () => {
      const at = key()
      await storage.put(at, bytes, { contentType: PDF })
      const [found] = await collect(storage.list(at))
      assert.equal(found?.size, bytes.length)
      assert.ok(Math.abs(Date.now() - (found?.lastModified.getTime() ?? 0)) < 60_000)
    })

    test('a probe passes and leaves nothing', async () => {
      await storage.probe()
      assert.deepEqual(await listed(storage, 'probe/'), [])
    })

    test('a broken server is storage.unavailable', async () => {
      await rejects(subject.broken.put(key(), bytes, { contentType: PDF }), 'storage.unavailable')
      await rejects(subject.broken.probe(), 'storage.unavailable')
    })

    test('a slow server is storage.unavailable in time', async (context) => {
      if (subject.slow === null) return context.skip('a file system has no time-out')
      const begun = Date.now()
      await rejects(subject.slow.head(key()), 'storage.unavailable')
      assert.ok(Date.now() - begun < 10_000)
    })
  })
}

const send = (request: PresignedRequest, body: Buffer) =>
  fetch(request.url, { method: request.method, headers: request.headers, body: new Uint8Array(body) })

const content = async (storage: ObjectStorage, key: string) => buffer((await storage.get(key)).body)

async function listed(storage: ObjectStorage, prefix: string): Promise<string[]> {
  return (await collect(storage.list(prefix))).map(({ key }) => key)
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

async function inBatches<T>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < items.length; at += size) await Promise.all(items.slice(at, at + size).map(work))
}

async function rejects(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof AppError, String(error))
    assert.equal(error.code, code, error.message)
    return true
  })
}

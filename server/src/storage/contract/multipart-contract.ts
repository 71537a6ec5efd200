import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { buffer } from 'node:stream/consumers'
import type { ObjectStorage } from '../storage.ts'
import { MIB, PDF, rejects, send, type Suite } from './suite.ts'

const first = Buffer.alloc(5 * MIB, 'first')
const second = Buffer.from('second')

/** Parts become an object when they are those that were sent. */
export function multipartContract({ storage, key, needs }: Suite): void {
  test('the parts in order become the object', async () => {
    const at = key()
    const upload = await storage.createMultipart(at, PDF)
    const parts = [
      await sendPart(storage, at, upload, 2, second),
      await sendPart(storage, at, upload, 1, first),
    ].reverse()
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
    const part = await sendPart(storage, at, upload, 1, second)
    const invented = { partNumber: 2, etag: `"${'0'.repeat(32)}"` }
    await rejects(storage.completeMultipart(at, upload, [part, invented]), 'upload.parts_invalid')
    await rejects(storage.head(at), 'storage.not_found')
    await storage.abortMultipart(at, upload)
  })
}

/** Uploads in parts that nobody finishes leave nothing. */
export function unfinishedContract({ storage, key, needs, root }: Suite): void {
  test('an aborted upload leaves nothing and takes no parts', needs('aborts multipart uploads'), async () => {
    const at = key()
    const upload = await storage.createMultipart(at, PDF)
    const part = await sendPart(storage, at, upload, 1, second)
    await storage.abortMultipart(at, upload)
    await storage.abortMultipart(at, upload)
    await rejects(storage.completeMultipart(at, upload, [part]), 'upload.not_found')
    const late = await send(await storage.presignPart(at, upload, 2, second.length, 60), second)
    assert.equal(late.status, 404)
    await rejects(storage.head(at), 'storage.not_found')
  })

  test('unfinished uploads are discarded by age', needs('aborts multipart uploads'), async () => {
    const at = key()
    const upload = await storage.createMultipart(at, PDF)
    const part = await sendPart(storage, at, upload, 1, second)
    await storage.discardUnfinished(root, new Date(Date.now() - 3_600_000))
    await sendPart(storage, at, upload, 1, second)
    await sleep(1100) // servers keep the begin in whole seconds
    assert.ok((await storage.discardUnfinished(root, new Date())) >= 1)
    await rejects(storage.completeMultipart(at, upload, [part]), 'upload.not_found')
  })
}

/** Sends one part to its address. */
async function sendPart(
  storage: ObjectStorage,
  at: string,
  upload: string,
  partNumber: number,
  part: Buffer,
) {
  const response = await send(await storage.presignPart(at, upload, partNumber, part.length, 60), part)
  assert.equal(response.status, 200)
  return { partNumber, etag: response.headers.get('etag') ?? '' }
}

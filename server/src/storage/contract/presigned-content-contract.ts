import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { buffer } from 'node:stream/consumers'
import { bytes, content, PDF, rejects, send, type Suite } from './suite.ts'

const sha256 = createHash('sha256').update(bytes).digest('hex')

/** A presigned address takes exactly the bytes that were announced. */
export function presignedContentContract({ storage, key, needs }: Suite): void {
  const presign = (at: string) => storage.generatePresignedUrl(at, PDF, bytes.length, 60)
  const refuses = async (response: Response, at: string) => {
    await response.arrayBuffer()
    assert.ok(response.status >= 400 && response.status < 500, `status ${response.status}`)
    await rejects(storage.head(at), 'storage.not_found')
  }

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

  test('what was looked at is not changed unseen by an address that is still good', async () => {
    const at = key()
    const request = await presign(at)
    await send(request, bytes)
    const seen = await storage.peek(at, 8)
    const again = await send(request, Buffer.from(bytes).reverse())
    await again.arrayBuffer()
    const { body, etag } = await storage.get(at)
    const now = await buffer(body)
    // A store that refuses to overwrite has the same bytes; of another one the etag tells.
    assert.equal(etag === seen.etag, now.equals(bytes))
    assert.equal(again.ok, !now.equals(bytes))
  })

  test('refuses bytes with another checksum', needs('checks the checksum of an upload'), async () => {
    const at = key()
    const options = { sha256 }
    const request = await storage.generatePresignedUrl(at, PDF, bytes.length, 60, options)
    await refuses(await send(request, Buffer.from(bytes).reverse()), at)
    assert.equal((await send(request, bytes)).status, 200)
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
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { bytes, PDF, rejects, send, type Suite } from './suite.ts'

/** A presigned address is good for what it was made for, and for nothing else. */
export function presignedAddressContract({ storage, key }: Suite): void {
  const presign = (at: string, expiresIn = 60) =>
    storage.generatePresignedUrl(at, PDF, bytes.length, expiresIn)
  const refuses = async (response: Response, at: string) => {
    await response.arrayBuffer()
    assert.ok(response.status >= 400 && response.status < 500, `status ${response.status}`)
    await rejects(storage.head(at), 'storage.not_found')
  }

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
}

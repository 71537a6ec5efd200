import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buffer } from 'node:stream/consumers'
import { bytes, PDF, rejects, type Suite } from './suite.ts'

/** Ranges, looks at the start, and keys that have nothing. */
export function getContract({ storage, key, needs }: Suite): void {
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
    await rejects(storage.get(at, { first: bytes.length, last: bytes.length + 9 }), 'storage.range_invalid')
  })

  test('a look at the start tells what the object is and its first bytes, all of them when it is shorter', async () => {
    const at = key()
    const { etag } = await storage.put(at, bytes, { contentType: PDF })
    const { start, ...object } = await storage.peek(at, 8)
    assert.equal(Buffer.from(start).toString(), '%PDF-1.7')
    assert.deepEqual([object.size, object.contentType, object.etag], [bytes.length, PDF, etag])
    assert.deepEqual(Buffer.from((await storage.peek(at, 1024)).start), bytes)
  })

  test(
    'a look at an object without bytes finds none',
    needs('answers for a range of an object without bytes'),
    async () => {
      const at = key()
      await storage.put(at, new Uint8Array(), { contentType: PDF })
      const { start, size } = await storage.peek(at, 8)
      assert.deepEqual([start.length, size], [0, 0])
    },
  )

  test('a missing key is storage.not_found', async () => {
    await rejects(storage.head(key()), 'storage.not_found')
    await rejects(storage.peek(key(), 8), 'storage.not_found')
    await rejects(storage.get(key()), 'storage.not_found')
    await storage.delete([key()])
  })

  test('a key that breaks the rules is nobody’s', async () => {
    for (const bad of ['../etc/passwd', 'a/../../b', '/a', 'a//b', 'a/', 'ü', 'a\0b', '', 'a'.repeat(201)])
      for (const refused of [storage.head(bad), storage.peek(bad, 8)])
        await rejects(refused, 'storage.not_found')
  })
}

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { Readable } from 'node:stream'
import { bytes, content, MIB, PDF, rejects, type Suite } from './suite.ts'

/** What is put is there, whole and as told. */
export function putContract({ storage, key, needs }: Suite): void {
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
    const options = { contentType: PDF, sha256: createHash('sha256').update('other').digest('hex') }
    await rejects(storage.put(at, bytes, options), 'upload.checksum_mismatch')
    await rejects(storage.head(at), 'storage.not_found')
  })
}

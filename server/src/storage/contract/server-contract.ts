import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytes, listed, PDF, rejects, type Suite } from './suite.ts'

/** A server that works, that talks nonsense, that never answers. */
export function serverContract({ storage, slow, broken, key }: Suite): void {
  test('a probe passes and leaves nothing', async () => {
    await storage.probe()
    assert.deepEqual(await listed(storage, 'probe/'), [])
  })

  test('a broken server is storage.unavailable', async () => {
    await rejects(broken.put(key(), bytes, { contentType: PDF }), 'storage.unavailable')
    await rejects(broken.probe(), 'storage.unavailable')
  })

  test('a slow server is storage.unavailable in time', async (context) => {
    if (slow === null) return context.skip('a file system has no time-out')
    const begun = Date.now()
    await rejects(slow.head(key()), 'storage.unavailable')
    assert.ok(Date.now() - begun < 10_000)
  })
}

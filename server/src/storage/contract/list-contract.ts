import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytes, collect, listed, PDF, type Suite } from './suite.ts'

/** Lists of any length, in order, and their deletion. */
export function listContract({ storage, key, needs, root }: Suite): void {
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
}

async function inBatches<T>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < items.length; at += size) await Promise.all(items.slice(at, at + size).map(work))
}

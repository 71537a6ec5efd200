import assert from 'node:assert/strict'
import { fstatSync } from 'node:fs'
import { mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mock, test } from 'node:test'
import { newCheckpoint } from './fixtures.ts'
import { folderPlace } from './folder-place.ts'

test('a checkpoint in a folder survives a power cut once it is written: the file and its name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'll-place-'))
  const handle = await open(folder)
  const synced: string[] = []
  const sync = mock.method(Object.getPrototypeOf(handle), 'sync', async function (this: typeof handle) {
    synced.push(fstatSync(this.fd).isDirectory() ? 'directory' : `file of ${fstatSync(this.fd).size > 0}`)
  })
  await handle.close()
  try {
    const checkpoint = newCheckpoint()
    const place = folderPlace('the second place', join(folder, 'checkpoints'))
    await place.write(checkpoint)
    // The directory that was made, the content, the name.
    assert.deepEqual(synced, ['directory', 'file of true', 'directory'])
    await place.write(checkpoint)
    assert.deepEqual(await readdir(join(folder, 'checkpoints')), ['000000000001.json'])
  } finally {
    sync.mock.restore()
    await rm(folder, { recursive: true })
  }
})

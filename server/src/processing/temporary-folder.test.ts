import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { openTemporaryFolder } from './temporary-folder.ts'

describe("a worker's temporary folder", () => {
  let base: string
  before(async () => {
    base = await mkdtemp(join(tmpdir(), 'll-temporary-'))
  })
  after(() => rm(base, { recursive: true }))

  const leave = async (owner: string, pid: number | undefined) => {
    const path = join(base, `${owner.replaceAll(/[^\w-]/g, '-')}.${pid}.1700000000000`)
    await mkdir(path)
    await writeFile(join(path, 'document'), 'left behind')
    return path
  }

  it('goes with what it holds when it is closed', async () => {
    const folder = await openTemporaryFolder(base)
    await writeFile(join(folder.path, 'document'), 'x')
    await folder[Symbol.asyncDispose]()
    assert.deepEqual(await readdir(base), [])
  })

  it('is cleared away after its process is dead, by the next one that opens', async () => {
    const dead = await leave(hostname(), spawnSync(process.execPath, ['-e', '']).pid)
    const formerSelf = await leave(hostname(), process.pid)
    await using _ = await openTemporaryFolder(base)
    assert.ok(!existsSync(dead))
    assert.ok(!existsSync(formerSelf))
  })

  it(
    'is cleared of the program that lays a document out in it, too',
    { skip: process.platform !== 'linux' && 'only Linux tells' },
    async () => {
      const path = await leave(hostname(), spawnSync(process.execPath, ['-e', '']).pid)
      const profile = `-env:UserInstallation=${pathToFileURL(join(path, 'layout-1', 'profile')).href}`
      const orphan = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', profile])
      const gone = once(orphan, 'exit')
      await once(orphan, 'spawn')
      await using _ = await openTemporaryFolder(base)
      assert.deepEqual(await gone, [null, 'SIGKILL'])
    },
  )

  it('says what is wrong where there can be none', async () => {
    const file = join(base, 'a-file')
    await writeFile(file, '')
    await assert.rejects(openTemporaryFolder(file), /a-file, cannot be used \(EEXIST\)/)
  })

  it('is left alone while its process lives, or when it is of another machine', async () => {
    const living = await leave(hostname(), process.ppid)
    const elsewhere = await leave('another-machine', 2 ** 30)
    await using _ = await openTemporaryFolder(base)
    assert.ok(existsSync(living))
    assert.ok(existsSync(elsewhere))
  })
})

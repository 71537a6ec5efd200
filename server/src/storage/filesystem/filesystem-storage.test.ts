import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, type ErrorCode } from '../../errors.ts'
import { FilesystemStorage } from './filesystem-storage.ts'
import { keptSigningSecret } from './signing-secret.ts'
import { servedStorage, type ServedStorage } from './testing.ts'

const PDF = 'application/pdf'

describe('filesystem storage', () => {
  let served: ServedStorage
  before(async () => void (served = await servedStorage({ pace: { every: 300, least: 500 } })))
  after(() => served.close())

  const temporary = () => readdir(join(served.directory, 'temporary'))
  const objects = async () => (await readdir(join(served.directory, 'objects'), { recursive: true })).sort()

  describe('an upload that does not end', () => {
    /** Sends the head of a PUT of 1,000 bytes and ten of them. */
    async function beginUpload(key: string) {
      const { url, headers } = await served.storage.generatePresignedUrl(key, PDF, 1000, 60)
      const { port, pathname, search } = new URL(url)
      const socket = connect(Number(port), '127.0.0.1').on('error', () => {})
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
      socket.write(
        `PUT ${pathname}${search} HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n${lines.join('')}\r\n%PDF-1.7  `,
      )
      await until(async () => (await temporary()).length === 1)
      return socket
    }

    test('leaves nothing when its sender goes away', async () => {
      const socket = await beginUpload('gone/a')
      socket.destroy()
      await until(async () => (await temporary()).length === 0)
      assert.deepEqual(await objects(), [])
    })

    test('leaves nothing when its sender falls silent, and is cut off', async () => {
      const socket = await beginUpload('silent/a')
      await once(socket.resume(), 'close')
      await until(async () => (await temporary()).length === 0)
      assert.deepEqual(await objects(), [])
    })
  })

  test('a claim of 2 GiB at an address for less is refused before its bytes are sent', async () => {
    const { url, headers } = await served.storage.generatePresignedUrl('claim/a', PDF, 1000, 60)
    const { port, pathname, search } = new URL(url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(
      `PUT ${pathname}${search} HTTP/1.1\r\nhost: x\r\ncontent-type: ${headers['content-type']}\r\ncontent-length: 2147483648\r\n\r\n`,
    )
    const [answer] = await once(socket, 'data')
    socket.destroy()
    assert.match(String(answer), /^HTTP\/1\.1 409 /)
    assert.deepEqual(await temporary(), [])
  })

  test('of many uploads at once to one address exactly one is kept', async () => {
    const { url, headers } = await served.storage.generatePresignedUrl('race/a', PDF, 4, 60)
    const send = async (index: number) =>
      (await fetch(url, { method: 'PUT', headers, body: `%PD${index}` })).status
    const statuses = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(send))
    assert.deepEqual(statuses.toSorted(), [200, 412, 412, 412, 412, 412, 412, 412])
    assert.deepEqual(await temporary(), [])
    await served.storage.delete(['race/a'])
  })

  test('put and delete of neighbours at once lose nothing, and empty directories go', async () => {
    const rounds = Array.from({ length: 40 }, (_, index) => index)
    await Promise.all(
      rounds.map(async (index) => {
        const key = `busy/of/all/${index}`
        await served.storage.put(key, Buffer.from('x'), { contentType: PDF, ifAbsent: true })
        await served.storage.head(key)
        await served.storage.delete([key])
      }),
    )
    assert.deepEqual(await objects(), [])
  })

  test('symbolic links are not followed, neither to read nor to write', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'll-outside-'))
    const { storage, directory } = served
    await storage.put('linked/real', Buffer.from('x'), { contentType: PDF })
    await symlink(outside, join(directory, 'objects', 'evil'))
    await symlink(
      join(directory, 'objects', 'linked', 'real~object'),
      join(directory, 'objects', 'linked', 'b~object'),
    )
    await rejects(storage.put('evil/a', Buffer.from('x'), { contentType: PDF }), 'storage.denied')
    await rejects(storage.put('evil/deep/a', Buffer.from('x'), { contentType: PDF }), 'storage.denied')
    await rejects(storage.head('evil/a'), 'storage.denied')
    await rejects(storage.get('linked/b'), 'storage.denied')
    for (const key of ['evil/a', 'linked/b']) await rejects(storage.peek(key, 8), 'storage.denied')
    const found: string[] = []
    for await (const { key } of storage.list('')) found.push(key)
    assert.deepEqual(found, ['linked/real'])
    assert.deepEqual(await readdir(outside), [])
    await rm(join(directory, 'objects'), { recursive: true })
    await mkdir(join(directory, 'objects'), { mode: 0o700 })
    await rm(outside, { recursive: true })
  })

  test('an object that was cut short or overwritten from outside is named damaged, and can be deleted', async () => {
    const { storage, directory } = served
    for (const key of ['damaged/cut', 'damaged/other'])
      await storage.put(key, Buffer.alloc(5000), { contentType: PDF })
    await truncate(join(directory, 'objects', 'damaged', 'cut~object'), 3000)
    await writeFile(join(directory, 'objects', 'damaged', 'other~object'), 'something else')
    await rejects(storage.head('damaged/cut'), 'storage.damaged')
    await rejects(storage.get('damaged/other'), 'storage.damaged')
    for (const key of ['damaged/cut', 'damaged/other']) await rejects(storage.peek(key, 8), 'storage.damaged')
    const found: string[] = []
    for await (const { key } of storage.list('damaged/')) found.push(key)
    assert.deepEqual(found, ['damaged/cut', 'damaged/other'])
    await storage.delete(found)
  })

  test('a disk that would be too full afterwards refuses at once', async () => {
    const settings = {
      driver: 'filesystem',
      directory: served.directory,
      secret: 'x',
      publicUrl: () => '',
    } as const
    const storage = new FilesystemStorage({ ...settings, reserve: Number.MAX_SAFE_INTEGER })
    await rejects(storage.put('full/a', Buffer.from('x'), { contentType: PDF }), 'storage.full')
  })

  test(
    'the files are for their owner alone',
    { skip: process.platform === 'win32' && 'Windows has no modes' },
    async () => {
      const { storage, directory } = served
      await storage.put('mode/a', Buffer.from('x'), { contentType: PDF })
      for (const path of ['objects', 'objects/mode', 'signing-secret', 'objects/mode/a~object'])
        assert.equal((await stat(join(directory, path))).mode & 0o077, 0, path)
      await storage.delete(['mode/a'])
    },
  )

  test('the signing secret is made once', async () => {
    assert.equal(keptSigningSecret(served.directory), keptSigningSecret(served.directory))
    assert.ok((await readFile(join(served.directory, 'signing-secret'), 'utf8')).length >= 43)
  })
})

test('a process killed in the middle of puts leaves whole objects and files that the sweep takes', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'll-killed-'))
  const program = `
    import { FilesystemStorage } from './filesystem-storage.ts'
    const storage = new FilesystemStorage({ driver: 'filesystem', directory: process.argv[1], secret: 'x', publicUrl: () => '' })
    const body = Buffer.alloc(2_000_000, 'x')
    for (let n = 0; ; n++) {
      await Promise.all([0, 1, 2].map((lane) => storage.put('k/' + n + '-' + lane, body, { contentType: 'text/plain' })))
      process.stdout.write(n + '\\n')
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, directory], {
    cwd: import.meta.dirname,
  })
  await once(child.stdout, 'data')
  await sleep(150)
  const acknowledged = once(child, 'exit')
  child.kill('SIGKILL')
  await acknowledged

  const storage = new FilesystemStorage({ driver: 'filesystem', directory, secret: 'x', publicUrl: () => '' })
  let whole = 0
  for await (const { size } of storage.list('k/')) {
    assert.equal(size, 2_000_000)
    whole++
  }
  assert.ok(whole >= 3)
  await storage.discardUnfinished('', new Date(Date.now() + 1000))
  assert.deepEqual(await readdir(join(directory, 'temporary')), [])
  await rm(directory, { recursive: true })
})

test('a disk that fills up during a put gives storage.full and is given its room back', async (context) => {
  const directory = await mkdtemp(join(tmpdir(), 'll-small-'))
  if (!mountSmall(directory)) return context.skip('needs the right to mount a small file system')
  try {
    const storage = new FilesystemStorage({
      driver: 'filesystem',
      directory,
      secret: 'x',
      publicUrl: () => '',
      reserve: 0,
    })
    await rejects(storage.put('a', Buffer.alloc(3_000_000), { contentType: PDF }), 'storage.full')
    const stream = async function* () {
      for (let n = 0; n < 30; n++) yield Buffer.alloc(100_000)
    }
    await rejects(storage.put('a', stream(), { contentType: PDF }), 'storage.full')
    assert.deepEqual(await readdir(join(directory, 'temporary')), [])
    await storage.put('a', Buffer.alloc(1_000_000), { contentType: PDF })
  } finally {
    execFileSync('umount', [directory])
    await rm(directory, { recursive: true })
  }
})

function mountSmall(directory: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', directory], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    assert.ok(tries < 200, 'did not come about in 5 s')
    await sleep(25)
  }
}

async function rejects(promise: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.ok(error instanceof AppError, String(error))
    assert.equal(error.code, code, error.message)
    return true
  })
}

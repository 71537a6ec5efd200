import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import pino from 'pino'
import { AppError, type ErrorCode } from '../../errors.ts'
import { CHILD_LIMITS } from './limits.ts'
import { ChildPool } from './pool.ts'

const FAULTY = join(import.meta.dirname, 'testing', 'faulty-entry.ts')
const NEVER = new AbortController().signal

describe('the pool of extraction processes', () => {
  let folder: string
  let pool: ChildPool

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'll-pool-'))
    const limits = { ...CHILD_LIMITS, memory: 300 * 1024 ** 2 }
    pool = new ChildPool({
      size: 2,
      documents: folder,
      limits,
      entry: FAULTY,
      log: pino({ level: 'silent' }),
    })
    await pool.start()
  })
  after(async () => {
    await pool.stop()
    await rm(folder, { recursive: true })
  })

  /** Works page 1 of a document with this text, in at most `time` milliseconds. */
  async function work(text: string, time = 20_000, signal = NEVER) {
    const path = join(folder, `${crypto.randomUUID()}.pdf`)
    await writeFile(path, text)
    using lent = await pool.acquire(NEVER)
    await lent.child.ask('open', { path, options: {} }, time, NEVER)
    return await lent.child.ask('work', { pages: [1], previewWidth: 10 }, time, signal)
  }

  const fails = (code: ErrorCode) => (error: unknown) => {
    assert.ok(error instanceof AppError, String(error))
    assert.equal(error.code, code)
    return true
  }

  it('gives back findings and previews', async () => {
    const { pages, previews } = await work('ok')
    assert.deepEqual(
      pages.map(({ number }) => number),
      [1],
    )
    assert.equal(Buffer.from(previews[0]?.png ?? []).toString(), 'preview of page 1')
  })

  const DEATHS: readonly (readonly [string, ErrorCode])[] = [
    ['trap', 'processing.crashed'],
    ['exit', 'processing.crashed'],
    ['grow', 'document.over_limit'],
    ['damaged', 'document.damaged'],
  ]
  for (const [deed, code] of DEATHS) {
    it(`says ${code} of a document that makes the engine ${deed}, and works the next one`, async () => {
      await assert.rejects(work(deed), fails(code))
      await work('ok')
    })
  }

  it('says processing.timed_out of a document that never ends', async () => {
    await assert.rejects(work('hang', 300), fails('processing.timed_out'))
    await work('ok')
  })

  it('gives up work when it is told to', async () => {
    const stop = new AbortController()
    setTimeout(() => stop.abort(new AppError('server.stopping', 'enough')), 300)
    await assert.rejects(work('hang', 20_000, stop.signal), fails('server.stopping'))
  })

  const REFUSED = ['write /tmp/ll-child-wrote', 'read /etc/passwd', 'spawn']
  for (const deed of REFUSED) {
    it(`permits no child to ${deed.split(' ')[0]}`, async () => {
      await assert.rejects(work(deed), (error) => {
        assert.ok(error instanceof AppError && error.cause instanceof Error)
        assert.match(error.cause.message, /Access to this API has been restricted/)
        return true
      })
    })
  }

  it('hands no variable of its environment to a child', async () => {
    await work('secrets')
  })

  it('lends no more children than it has, in the order in which they were asked for', async () => {
    const first = await pool.acquire(NEVER)
    const second = await pool.acquire(NEVER)
    assert.equal(pool.tryAcquire(), null)
    const order: string[] = []
    const third = pool.acquire(NEVER).then((lent) => (order.push('third'), lent))
    const fourth = pool.acquire(NEVER).then((lent) => (order.push('fourth'), lent))
    assert.equal(pool.waiting, 2)
    first[Symbol.dispose]()
    ;(await third)[Symbol.dispose]()
    ;(await fourth)[Symbol.dispose]()
    second[Symbol.dispose]()
    assert.deepEqual(order, ['third', 'fourth'])
  })

  it('lets one that waits leave the queue', async () => {
    using _first = await pool.acquire(NEVER)
    using _second = await pool.acquire(NEVER)
    const leave = new AbortController()
    const third = pool.acquire(leave.signal)
    leave.abort(new Error('left'))
    await assert.rejects(third, /left/)
    assert.equal(pool.waiting, 0)
  })
})

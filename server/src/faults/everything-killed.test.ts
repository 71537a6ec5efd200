import assert from 'node:assert/strict'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { DocumentId } from '../ids.ts'
import { killProcessesIn } from './database-processes.ts'
import { System } from './system.ts'

describe('kill -9 of the database, and of everything', { timeout: 300_000 }, () => {
  let home: string
  let database: Database
  let system: System
  const acknowledged: DocumentId[] = []

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'll-killed-'))
    database = await Database.start(home)
    system = await System.start(database.url)
  })
  after(async () => {
    await system[Symbol.asyncDispose]()
    await database.kill()
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  })

  it('a worker goes on by itself when the database was away for a moment', async () => {
    await system.startWorker()
    acknowledged.push(await system.register(slow(48)), await system.register(slow(8)))
    await pause(300)
    await database.killServer()
    acknowledged.push(await registerStubbornly(system, slow(2)))
    for (const row of await system.ended(acknowledged)) assert.equal(row.processing_status, 'COMPLETED')
    await system.assertInvariants()
  })

  it('no document that was acknowledged is lost, and each ends, when all is killed and started again', async () => {
    const worker = await system.startWorker()
    const registering = registerUntilRefused(system, acknowledged)
    await pause(700)
    await Promise.all([
      worker.kill('SIGKILL'),
      database.kill(),
      ...system.workers.map((each) => each.kill('SIGKILL')),
    ])
    await registering
    assert.ok(acknowledged.length > 3)

    database = await Database.start(home)
    await system.startWorker({ concurrency: 4 })
    for (const row of await system.ended(acknowledged)) assert.equal(row.processing_status, 'COMPLETED')
    await system.assertInvariants()
  })
})

const slow = (pages: number) => Array<string>(pages).fill('sleep 30')

async function registerUntilRefused(system: System, acknowledged: DocumentId[]): Promise<void> {
  for (let count = 0; ; count++) {
    try {
      acknowledged.push(await system.register(slow((count % 40) + 1)))
    } catch {
      return
    }
  }
}

async function registerStubbornly(system: System, pages: readonly string[]): Promise<DocumentId> {
  for (;;) {
    try {
      return await system.register(pages)
    } catch {
      await pause(200)
    }
  }
}

/** The embedded database in a process of its own. */
class Database {
  readonly url: string
  readonly #home: string
  readonly #keeper: ChildProcess

  private constructor(url: string, home: string, keeper: ChildProcess) {
    this.url = url
    this.#home = home
    this.#keeper = keeper
  }

  static async start(home: string): Promise<Database> {
    const keeper = fork(join(import.meta.dirname, 'database-process.ts'), [home], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const [url] = await once(keeper, 'message')
    return new Database(String(url), home, keeper)
  }

  /** The server and every process of it; its keeper starts it again. */
  async killServer(): Promise<void> {
    await killProcessesIn(join(this.#home, 'postgres', 'data'))
  }

  async kill(): Promise<void> {
    this.#keeper.kill('SIGKILL')
    await this.killServer()
  }
}

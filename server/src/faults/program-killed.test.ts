import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { testDatabase } from '../db/testing.ts'
import { brokenInvariants } from '../documents/invariants.ts'
import type { DocumentId } from '../ids.ts'
import { onePagePdf, statusOf, uploadAndRegister } from './api-client.ts'
import { killProcessesIn } from './database-processes.ts'
import { ProgramProcess } from './program-process.ts'

describe('kill -9 of the program itself', { concurrency: true }, () => {
  it('of the API in the middle of requests: each document that it acknowledged is there, and is completed', async () => {
    const database = await testDatabase()
    const home = await mkdtemp(join(tmpdir(), 'll-api-'))
    const environment = { DATABASE_URL: database.url, LEDGER_LIFT_HOME: home, WORKER_CONCURRENCY: '2' }
    const first = new ProgramProcess('serve', environment)
    const address = await first.address()
    const acknowledged: DocumentId[] = []
    const callers = Array.from({ length: 4 }, () => registerUntilGone(address, acknowledged))
    while (acknowledged.length < 8) await pause(5)
    await first.kill()
    await Promise.all(callers)
    assert.deepEqual(await brokenInvariants(database.db), [])

    const second = new ProgramProcess('serve', environment)
    const worker = new ProgramProcess('worker', environment)
    await completed(await second.address(), acknowledged)
    assert.deepEqual(await brokenInvariants(database.db), [])
    await Promise.all([second.kill('SIGTERM'), worker.kill('SIGTERM')])
    await database.close()
    await rm(home, { recursive: true })
  })

  it('and of its database, all in one process tree: what was acknowledged is completed after the next start', async () => {
    const home = await mkdtemp(join(tmpdir(), 'll-all-'))
    const environment = { LEDGER_LIFT_HOME: home, WORKER_CONCURRENCY: '2' }
    const first = new ProgramProcess('all', environment)
    const address = await first.address()
    const acknowledged: DocumentId[] = []
    const callers = Array.from({ length: 2 }, () => registerUntilGone(address, acknowledged))
    while (acknowledged.length < 4) await pause(5)
    await Promise.all([first.kill(), killProcessesIn(join(home, 'postgres', 'data'))])
    await Promise.all(callers)

    const second = new ProgramProcess('all', environment)
    await completed(await second.address(), acknowledged)
    await second.kill('SIGTERM')
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  })
})

/** Ends with the first answer that does not come. */
async function registerUntilGone(address: string, acknowledged: DocumentId[]): Promise<void> {
  for (let count = 0; ; count++) {
    try {
      acknowledged.push(await uploadAndRegister(address, onePagePdf(`Total ${count}`)))
    } catch {
      return
    }
  }
}

async function completed(address: string, ids: readonly DocumentId[]): Promise<void> {
  const end = Date.now() + 120_000
  for (const id of ids) {
    while ((await statusOf(address, id)) !== 'COMPLETED') {
      assert.ok(Date.now() < end, `document ${id} is ${await statusOf(address, id)}`)
      await pause(100)
    }
  }
}

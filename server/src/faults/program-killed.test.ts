import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { localKey } from '../auth/local-key.ts'
import { adminKey } from '../auth/testing.ts'
import { testDatabase } from '../db/testing.ts'
import { brokenInvariants } from '../documents/invariants.ts'
import type { DocumentId } from '../ids.ts'
import { onePagePdf, statusOf, uploadAndRegister, type Api } from './api-client.ts'
import { killProcessesIn } from './database-processes.ts'
import { ProgramProcess } from './program-process.ts'

describe('kill -9 of the program itself', { timeout: 300_000 }, () => {
  it('of the API in the middle of requests: each document that it acknowledged is there, and is completed', async () => {
    await using ends = new AsyncDisposableStack()
    const database = await testDatabase()
    ends.defer(() => database.close())
    const home = await emptyHome(ends)
    const environment = { DATABASE_URL: database.url, LEDGER_LIFT_HOME: home, WORKER_CONCURRENCY: '2' }
    await using first = new ProgramProcess('serve', environment)
    const key = await adminKey(database.db)
    const address = await first.address()
    const acknowledged = await registerUntilKilled({ address, key }, 4, () => first.kill())
    assert.deepEqual(await brokenInvariants(database.db), [])

    await using second = new ProgramProcess('serve', environment)
    await using worker = new ProgramProcess('worker', environment)
    await completed({ address: await second.address(), key }, acknowledged)
    assert.deepEqual(await brokenInvariants(database.db), [])
    await Promise.all([second.kill('SIGTERM'), worker.kill('SIGTERM')])
  })

  it('and of its database, all in one process tree: what was acknowledged is completed after the next start', async () => {
    await using ends = new AsyncDisposableStack()
    const home = await emptyHome(ends)
    ends.defer(() => killProcessesIn(join(home, 'postgres', 'data')))
    const environment = { LEDGER_LIFT_HOME: home, WORKER_CONCURRENCY: '2' }
    await using first = new ProgramProcess('all', environment)
    const address = await first.address()
    const key = localKey(home)?.token ?? ''
    const acknowledged = await registerUntilKilled({ address, key }, 2, () =>
      Promise.all([first.kill(), killProcessesIn(join(home, 'postgres', 'data'))]),
    )

    await using second = new ProgramProcess('all', environment)
    await completed({ address: await second.address(), key }, acknowledged)
    await second.kill('SIGTERM')
  })
})

async function emptyHome(ends: AsyncDisposableStack): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'll-killed-'))
  ends.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))
  return home
}

/** So many callers at once; `kill` comes in the middle of their requests. Gives what was acknowledged. */
async function registerUntilKilled(
  api: Api,
  callers: number,
  kill: () => Promise<unknown>,
): Promise<DocumentId[]> {
  const acknowledged: DocumentId[] = []
  const killed = Promise.withResolvers<unknown>()
  const register = async () => {
    for (;;) {
      acknowledged.push(await uploadAndRegister(api, onePagePdf(`Total ${acknowledged.length}`)))
      if (acknowledged.length === 2 * callers) killed.resolve(kill())
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: callers }, register))
  assert.ok(acknowledged.length >= 2 * callers, `refused before the kill: ${JSON.stringify(ends, errorText)}`)
  await killed.promise
  return acknowledged
}

const errorText = (_key: string, value: unknown) => (value instanceof Error ? String(value) : value)

async function completed(api: Api, ids: readonly DocumentId[]): Promise<void> {
  const end = Date.now() + 120_000
  for (const id of ids) {
    while ((await statusOf(api, id)) !== 'COMPLETED') {
      assert.ok(Date.now() < end, `document ${id} is ${await statusOf(api, id)}`)
      await pause(100)
    }
  }
}

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import pino from 'pino'
import { testDatabase, type TestDatabase } from '../db/testing.ts'
import { DEFAULT_TENANT, newId } from '../ids.ts'
import { createDocumentQueue, type RunningQueue } from './pg-boss-queue.ts'
import { DOCUMENT_QUEUE } from './queue.ts'

let database: TestDatabase
let queue: RunningQueue
let listener: pg.Client
const heard: string[] = []

before(async () => {
  database = await testDatabase()
  queue = createDocumentQueue({ url: database.url, log: pino({ level: 'silent' }), role: 'worker' })
  await queue.start()
  listener = new pg.Client({ connectionString: database.url })
  await listener.connect()
  listener.on('notification', ({ payload }) => heard.push(payload ?? ''))
  await listener.query(`LISTEN ${await channelOfWorkers()}`)
})
after(async () => {
  await listener.end()
  await queue.stop()
  await database.close()
})

/** The channel that pg-boss itself listens on, as its own connection says. */
async function channelOfWorkers(): Promise<string> {
  const { rows } = await database.pool.query<{ query: string }>(
    "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'LISTEN%'",
  )
  const channel = /LISTEN "?(\w+)"?/i.exec(rows[0]?.query ?? '')?.[1]
  assert.ok(channel, 'pg-boss listens')
  return channel
}

test('workers hear once of all jobs that were announced together', async () => {
  for (let job = 0; job < 50; job++) queue.announce()
  await queue.stop()
  await listener.query('SELECT 1')
  assert.deepEqual(heard, [DOCUMENT_QUEUE])
  await queue.start()
})

test('workers hear of a job that a transaction queued as soon as it is committed', async () => {
  heard.length = 0
  await database.db.transaction().execute(async (trx) => {
    await queue.enqueue(trx, { document_id: newId(), tenant_id: DEFAULT_TENANT })
    await listener.query('SELECT 1')
    assert.deepEqual(heard, [])
  })
  await listener.query('SELECT 1')
  assert.deepEqual(heard, [DOCUMENT_QUEUE])
})

import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import pino from 'pino'
import { testDatabase, type TestDatabase } from '../db/testing.ts'
import { DEFAULT_TENANT, newId, type DocumentId } from '../ids.ts'
import { createDocumentQueue, type RunningQueue } from './pg-boss-queue.ts'
import type { DocumentJob, EnqueueOptions } from './queue.ts'

const log = pino({ level: 'silent' })
const job = (): DocumentJob => ({ document_id: newId<DocumentId>(), tenant_id: DEFAULT_TENANT })

describe('the document queue', () => {
  let database: TestDatabase
  let queue: RunningQueue

  before(async () => {
    database = await testDatabase()
    queue = createDocumentQueue({ url: database.url, log, role: 'worker' })
    await queue.start()
  })
  after(async () => {
    await queue.stop()
    await database.close()
  })
  beforeEach(() => sql`DELETE FROM pgboss.job`.execute(database.db))

  const enqueue = (job: DocumentJob, options?: EnqueueOptions) =>
    database.db.transaction().execute((trx) => queue.enqueue(trx, job, options))

  /** The jobs that a worker with one slot is given, until `count` were. */
  async function taken(count: number): Promise<DocumentId[]> {
    const seen: DocumentId[] = []
    const all = Promise.withResolvers<void>()
    const consumption = await queue.consume(1, async ({ document_id }) => {
      seen.push(document_id)
      if (seen.length >= count) all.resolve()
      return 'done'
    })
    await all.promise
    await consumption.stop()
    return seen
  }

  it('starts in several processes at once on a database that has never had it', async () => {
    const fresh = await testDatabase()
    const queues = Array.from({ length: 4 }, () =>
      createDocumentQueue({ url: fresh.url, log, role: 'producer' }),
    )
    await Promise.all(queues.map((each) => each.start()))
    await Promise.all(queues.map((each) => each.stop()))
    await fresh.close()
  })

  it('has no job of a transaction that was rolled back', async () => {
    const attempt = database.db.transaction().execute(async (trx) => {
      await queue.enqueue(trx, job())
      throw new Error('rolled back')
    })
    await assert.rejects(attempt, /rolled back/)
    assert.equal((await queue.depth()).waiting, 0)
  })

  it('holds one waiting job a document, with the priority and time asked for last', async () => {
    const later = job()
    await enqueue(later, { startAfter: new Date(Date.now() + 3_600_000) })
    assert.deepEqual(await queue.depth(), { waiting: 1, active: 0, dead: 0, oldestWaitingSeconds: null })
    await enqueue(later, { priority: 5 })
    assert.equal((await queue.depth()).waiting, 1)
    assert.deepEqual(await taken(1), [later.document_id])
  })

  it('gives out higher priorities first, and equal ones in order', async () => {
    const jobs = [job(), job(), job()]
    for (const [index, each] of jobs.entries()) await enqueue(each, { priority: index === 2 ? 1 : 0 })
    const [first, second, urgent] = jobs.map((each) => each.document_id)
    assert.deepEqual(await taken(3), [urgent, first, second])
  })

  it('does not give out a document that is at work, also when it is queued again meanwhile', async () => {
    const twice = job()
    let atWork = 0
    let most = 0
    const second = Promise.withResolvers<void>()
    let runs = 0
    const consumption = await queue.consume(2, async () => {
      most = Math.max(most, ++atWork)
      if (++runs === 1) await enqueue(twice).then(() => pause(300))
      else second.resolve()
      atWork -= 1
      return 'done'
    })
    await enqueue(twice)
    await second.promise
    await consumption.stop()
    assert.equal(most, 1)
  })

  it('gives a job again after its handler threw', async () => {
    await enqueue(job())
    const again = Promise.withResolvers<void>()
    let runs = 0
    const consumption = await queue.consume(1, async () => {
      if (++runs === 1) throw new Error('the database went away')
      again.resolve()
      return 'done'
    })
    await again.promise
    await consumption.stop()
  })

  it('puts a job that its handler calls dead among the dead letters, until it is taken away', async () => {
    await enqueue(job())
    const settled = Promise.withResolvers<void>()
    const consumption = await queue.consume(1, async () => {
      settled.resolve()
      return 'dead'
    })
    await settled.promise
    await consumption.stop()
    const { waiting, dead } = await queue.depth()
    assert.deepEqual({ waiting, dead }, { waiting: 0, dead: 1 })
    const { rows } = await sql<{
      id: string
    }>`SELECT id FROM pgboss.job WHERE name = 'documents_dead'`.execute(database.db)
    await queue.dropDeadLetters(rows.map(({ id }) => id))
    assert.equal((await queue.depth()).dead, 0)
  })

  it('tells the worker at work when the job is cancelled', async () => {
    const cancelled = job()
    await enqueue(cancelled)
    const started = Promise.withResolvers<void>()
    const consumption = await queue.consume(1, async ({ document_id }, lost) => {
      started.resolve()
      await database.db.transaction().execute((trx) => queue.cancel(trx, document_id))
      await new Promise((resolve) => lost.addEventListener('abort', resolve))
      return 'done'
    })
    await started.promise
    await consumption.stop()
    assert.deepEqual(await queue.depth(), { waiting: 0, active: 0, dead: 0, oldestWaitingSeconds: null })
  })

  it('gives its statement to a caller that sends it with others', async () => {
    const { text, values } = await queue.enqueueStatement([{ job: job() }, { job: job() }])
    const { rowCount } = await database.pool.query(text, [...values])
    assert.equal(rowCount, 2)
    assert.equal((await queue.depth()).waiting, 2)
    assert.equal((await queue.enqueueStatement([{ job: job(), options: { priority: 1 } }])).text, text)
  })
})

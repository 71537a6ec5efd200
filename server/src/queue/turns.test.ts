import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { sql } from 'kysely'
import { PgBoss } from 'pg-boss'
import pino from 'pino'
import { createTenant } from '../auth/tenant-store.ts'
import { testDatabase, type TestDatabase } from '../db/testing.ts'
import { newId, type DocumentId, type TenantId } from '../ids.ts'
import { createDocumentQueue, type RunningQueue } from './pg-boss-queue.ts'
import { DOCUMENT_QUEUE, QUEUE_SCHEMA, type JobHandler } from './queue.ts'
import { takeInTurns, TAKING } from './turns.ts'

describe('the workers that tenants share', () => {
  let database: TestDatabase
  let queues: RunningQueue[]
  let many: TenantId
  let few: TenantId

  before(async () => {
    database = await testDatabase()
    const log = pino({ level: 'silent' })
    queues = [0, 1].map(() => createDocumentQueue({ url: database.url, log, role: 'worker' }))
    for (const queue of queues) await queue.start()
    many = (await createTenant(database.db, 'many')).id
    few = (await createTenant(database.db, 'few')).id
  })
  after(async () => {
    for (const queue of queues) await queue.stop()
    await database.close()
  })
  beforeEach(async () => {
    await sql`DELETE FROM pgboss.job`.execute(database.db)
    await sql`UPDATE tenants SET concurrent_jobs = NULL`.execute(database.db)
  })

  async function send(tenant: TenantId, count: number): Promise<void> {
    const job = () => ({ job: { document_id: newId<DocumentId>(), tenant_id: tenant } })
    const [queue] = queues
    assert.ok(queue)
    const { text, values } = await queue.enqueueStatement(Array.from({ length: count }, job))
    await database.pool.query(text, [...values])
  }

  const cap = (tenant: TenantId, jobs: number) =>
    database.db.updateTable('tenants').set({ concurrent_jobs: jobs }).where('id', '=', tenant).execute()

  /** Whose jobs are given out, by as many slots in each of two workers, until so many were; they end together. */
  async function taken(slots: number, count: number): Promise<TenantId[]> {
    const seen: TenantId[] = []
    const all = Promise.withResolvers<void>()
    const hold: JobHandler = async ({ tenant_id }) => {
      seen.push(tenant_id)
      if (seen.length === count) all.resolve()
      await all.promise
      return 'done'
    }
    const working = await Promise.all(queues.map((queue) => queue.consume(slots, hold)))
    await all.promise
    await Promise.all(working.map((each) => each.stop()))
    return seen.slice(0, count)
  }

  it('are shared evenly while both wait, though one sent ten times as much and before', async () => {
    await send(many, 40)
    await send(few, 4)
    const seen = await taken(3, 6)
    assert.equal(seen.filter((tenant) => tenant === few).length, 3)
  })

  it('are all of a tenant that is alone', async () => {
    await send(many, 6)
    assert.equal((await taken(3, 6)).length, 6)
  })

  it('leave one slot to each in turn by lot, so that nobody waits for ever', async () => {
    await send(many, 60)
    await send(few, 1)
    const seen: TenantId[] = []
    const served = Promise.withResolvers<void>()
    const [queue] = queues
    const working = await queue?.consume(1, async ({ tenant_id }) => {
      seen.push(tenant_id)
      if (tenant_id === few) served.resolve()
      return 'done'
    })
    await served.promise
    await working?.stop()
    // All sixty before it: once in 2⁶⁰ runs.
    assert.ok(seen.indexOf(few) < 60)
  })

  it('are never more of a tenant than its cap; its other jobs wait, and other tenants go on', async () => {
    await send(many, 30)
    await send(few, 5)
    await cap(many, 2)
    let atWork = 0
    let most = 0
    let done = 0
    const all = Promise.withResolvers<void>()
    const watch: JobHandler = async ({ tenant_id }) => {
      if (tenant_id === many) most = Math.max(most, ++atWork)
      await sql`SELECT pg_sleep(.005)`.execute(database.db)
      if (tenant_id === many) atWork -= 1
      if (++done === 35) all.resolve()
      return 'done'
    }
    const working = await Promise.all(queues.map((queue) => queue.consume(3, watch)))
    await all.promise
    await Promise.all(working.map((each) => each.stop()))
    assert.equal(most, 2)
  })

  it('look one after the other: who looks while another takes a job sees that it was taken', async () => {
    await send(many, 1)
    await send(many, 1)
    await cap(many, 1)
    const seen: TenantId[] = []
    const [queue] = queues
    const taker = await database.pool.connect()
    await taker.query('BEGIN')
    await taker.query('SELECT pg_advisory_xact_lock($1)', [TAKING])
    await taker.query(`UPDATE pgboss.job SET state = 'active'
      WHERE id = (SELECT id FROM pgboss.job ORDER BY created_on DESC LIMIT 1)`)
    const next = Promise.withResolvers<void>()
    const working = await queue?.consume(1, async ({ tenant_id }) => {
      seen.push(tenant_id)
      next.resolve()
      return 'done'
    })
    await Promise.race([next.promise, somebodyWaits()])
    await taker.query('COMMIT')
    taker.release()
    await send(few, 1)
    queue?.announce()
    await next.promise
    await working?.stop()
    assert.deepEqual(seen, [few])
  })

  it('go past a job that somebody holds, to the next one of the same tenant', async () => {
    await send(many, 1)
    await send(many, 1)
    await using looker = await oneWhoLooks()
    const holder = await database.pool.connect()
    await holder.query('BEGIN')
    const held = await holder.query(`SELECT id FROM pgboss.job ORDER BY created_on LIMIT 1 FOR UPDATE`)
    const [job] = await looker.boss.fetch(DOCUMENT_QUEUE)
    await holder.query('ROLLBACK')
    holder.release()
    assert.ok(job && job.id !== held.rows[0].id)
  })

  it('wait for nobody when they look and nothing is due', async () => {
    await using looker = await oneWhoLooks()
    const taker = await database.pool.connect()
    await taker.query('BEGIN')
    await taker.query('SELECT pg_advisory_xact_lock($1)', [TAKING])
    const looked = looker.boss.fetch(DOCUMENT_QUEUE)
    const enough = new AbortController()
    const found = await Promise.race([looked, somebodyWaits(enough.signal)])
    enough.abort()
    await taker.query('COMMIT')
    taker.release()
    await looked
    assert.deepEqual(found, [])
  })

  async function oneWhoLooks() {
    const boss = new PgBoss({ connectionString: database.url, schema: QUEUE_SCHEMA, supervise: false })
    await boss.start()
    await takeInTurns(boss)
    return { boss, [Symbol.asyncDispose]: () => boss.stop() }
  }

  async function somebodyWaits(enough?: AbortSignal): Promise<void> {
    const waiting = sql`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`
    while (!enough?.aborted && (await waiting.execute(database.db)).rows.length === 0);
  }
})

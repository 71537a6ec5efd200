import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Problem } from '../http/contract.ts'
import { startApi, type ApiUnderTest } from '../http/testing.ts'
import { openDatabase } from '../db/pool.ts'
import { createRead } from '../db/replica.ts'
import { AppError } from '../errors.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import type { Health, Readiness } from './contract.ts'

let api: ApiUnderTest
before(async () => {
  api = await startApi()
})
after(() => api.close())

const seen = (at: Date) =>
  api.database.db
    .insertInto('workers')
    .values({
      id: 'host/1',
      host: 'host',
      pid: 1,
      version: '0',
      concurrency: 2,
      started_at: at,
      last_seen_at: at,
    })
    .onConflict((already) => already.column('id').doUpdateSet({ last_seen_at: at }))
    .execute()

test('health tells the figures of every part', async () => {
  await seen(new Date())
  await api.registered()
  await api.call('POST', '/v1/uploads/presign', {
    body: { filename: 'a.pdf', content_type: 'application/pdf', file_size: 1 },
  })
  const { status, body } = await api.call<Health>('GET', '/health')
  assert.deepEqual([status, body.status, body.version], [200, 'healthy', '0.0.0'])
  const { database, storage, queue, worker } = body.checks
  assert.ok(database.pool.size >= database.pool.in_use && database.pool.size > 0)
  assert.partialDeepStrictEqual(storage, { driver: 'filesystem', presign_success_rate: 1 })
  assert.ok(queue.waiting >= 1 && (queue.oldest_waiting_seconds ?? -1) >= 0)
  assert.equal(worker.seen, 1)
})

test('without a worker it is degraded, and says that documents wait', async () => {
  await seen(new Date(Date.now() - 3600_000))
  const { status, body } = await api.call<Health>('GET', '/health')
  assert.deepEqual([status, body.status, body.checks.worker.seen], [200, 'degraded', 0])
  assert.match(body.checks.worker.detail ?? '', /wait/)
})

test('alive and ready', async () => {
  assert.equal((await api.call('GET', '/livez')).status, 200)
  const ready = await api.call<Readiness>('GET', '/readyz')
  assert.deepEqual([ready.status, ready.body], [200, { status: 'ready', away: [] }])
})

test('metrics are in the text format of Prometheus', async () => {
  await api.call('GET', '/v1/documents')
  const { headers, bytes } = await api.call('GET', '/metrics')
  assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  const text = bytes.toString()
  assert.match(
    text,
    /ledger_lift_http_request_duration_seconds_count\{route="\/v1\/documents",method="GET",status="200"\} \d/,
  )
  assert.match(text, /ledger_lift_database_connections\{state="idle"\} \d/)
  assert.match(text, /ledger_lift_queue_jobs\{queue="documents",state="waiting"\} \d/)
  assert.match(text, /ledger_lift_presign_total\{outcome="success"\} \d/)
})

test('while the database is away, everything says so, and the same program goes on when it is back', async () => {
  let url = 'postgresql://nobody@127.0.0.1:1/none'
  const without = await startApi({
    change: (deps) => {
      const { db, pool } = openDatabase({ url, poolSize: 1, log: deps.log })
      return { ...deps, db, read: createRead({ db, replica: null }), pool }
    },
  })
  try {
    const ready = await without.call<Readiness>('GET', '/readyz')
    assert.deepEqual(
      [ready.status, ready.body.away, ready.headers.get('retry-after')],
      [503, ['database'], '5'],
    )
    const health = await without.call<Health>('GET', '/health')
    assert.deepEqual([health.status, health.body.checks.database.status], [503, 'unhealthy'])
    const list = await without.call<Problem>('GET', '/v1/documents')
    assert.deepEqual([list.status, list.body.code], [503, 'database.unavailable'])
    assert.match(list.headers.get('retry-after') ?? '', /^\d+$/)
    assert.equal((await without.call('GET', '/livez')).status, 200)
    assert.equal((await without.call('GET', '/metrics')).status, 200)
  } finally {
    await without.close()
  }
})

test('while the store is away, what needs it says so, and what does not goes on', async () => {
  let away = true
  const without = await startApi({
    change: (deps) => ({ ...deps, storage: interrupted(deps.storage, () => away) }),
  })
  try {
    const { id } = await without.completed()
    const ready = await without.call<Readiness>('GET', '/readyz')
    assert.deepEqual([ready.status, ready.body.away], [503, ['storage']])
    const result = await without.call<Problem>('GET', `/v1/documents/${id}/result.json`)
    assert.deepEqual(
      [result.status, result.body.code, result.headers.get('retry-after')],
      [503, 'storage.unavailable', '5'],
    )
    assert.equal((await without.call('GET', `/v1/documents/${id}/artifacts`)).status, 200)
    away = false
    assert.equal((await without.call('GET', '/readyz')).status, 200)
    assert.equal((await without.call('GET', `/v1/documents/${id}/result.json`)).status, 200)
  } finally {
    await without.close()
  }
})

/** The same store behind a cable that is pulled. */
const interrupted = (storage: ObjectStorage, away: () => boolean): ObjectStorage =>
  new Proxy(storage, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...args: unknown[]) =>
        away()
          ? Promise.reject(
              new AppError('storage.unavailable', 'The object store does not answer; try again.'),
            )
          : member.apply(target, args)
    },
  })

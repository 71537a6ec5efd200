import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Kysely, PostgresDialect } from 'kysely'
import { adminKey, keyOf } from '../auth/testing.ts'
import { createTenant } from '../auth/tenant-store.ts'
import type { Problem } from '../http/contract.ts'
import { startApi, type ApiUnderTest } from '../http/testing.ts'
import { openDatabase } from '../db/pool.ts'
import type { Database } from '../db/schema.ts'
import { DEFAULT_TENANT } from '../ids.ts'
import { createMeter } from './meter.ts'

let api: ApiUnderTest
before(async () => {
  api = await startApi({ settings: { callerPerMinute: 5 } })
})
after(() => api.close())

/** The middle of a minute, so that no window ends while a test looks. */
const NOON = () => Date.UTC(2026, 0, 1, 12, 0, 30)

test('three processes that take at once give exactly what is allowed, and the rest is told when to come back', async () => {
  const allowance = { tenant: DEFAULT_TENANT, subject: 'test', limit: 500, window: 60 }
  const processes = Array.from({ length: 3 }, () =>
    openDatabase({ url: api.database.url, poolSize: 2, log: api.app.log, unscoped: 'nothing' }),
  )
  const meters = processes.map(({ db }) => createMeter(db, NOON))
  const taken = await Promise.all(
    Array.from({ length: 900 }, (_, index) => meters[index % 3]?.take(allowance)),
  )
  await Promise.all(processes.map((each) => each.close()))
  const given = taken.filter((one) => one?.ok).length
  // What a process holds when the others have used up the rest is given by it alone.
  assert.ok(given <= 500 && given >= 480, `${given} were given`)
  assert.equal(taken.find((one) => one?.ok === false)?.reset, 30)
})

test('a limit that is raised gives more at once, also where nothing was left of it', async () => {
  const meter = createMeter(api.database.db, NOON)
  const take = async (limit: number) =>
    (await meter.take({ tenant: DEFAULT_TENANT, subject: 'raised', limit, window: 60 })).ok
  assert.deepEqual([await take(1), await take(1), await take(2), await take(2)], [true, false, true, false])
})

test('while the database is away, whoever waits for the same limit is told with the first, not one after the other', async () => {
  let tries = 0
  const refuse = async (): Promise<never> => {
    tries++
    throw new Error('away')
  }
  const dialect = new PostgresDialect({ pool: { options: {}, connect: refuse, end: async () => undefined } })
  const meter = createMeter(new Kysely<Database>({ dialect }), NOON)
  const allowance = { tenant: DEFAULT_TENANT, subject: 'away', limit: 500, window: 60 }
  const takers = () => Promise.allSettled(Array.from({ length: 5 }, () => meter.take(allowance)))
  assert.ok((await takers()).every(({ status }) => status === 'rejected'))
  assert.equal(tries, 1)
  await takers()
  assert.equal(tries, 2)
})

test('over the limit of a caller: 429 with Retry-After and how it stands; another caller goes on', async () => {
  const headers = { authorization: `Bearer ${await keyOf(api.database.db, 'viewer')}` }
  const answers = []
  for (let count = 0; count < 7; count++)
    answers.push(await api.call<Problem>('GET', '/v1/documents', { headers }))
  const over = answers.filter(({ status }) => status === 429)
  // A minute may have ended in between.
  assert.ok(over.length === 2 || over.length === 0)
  const [refused] = over
  if (refused !== undefined) {
    assert.equal(refused.body.code, 'limit.requests')
    assert.ok(Number(refused.headers.get('retry-after')) <= 60)
    assert.match(refused.headers.get('ratelimit') ?? '', /^"caller";r=0;t=\d+$/)
  }
  assert.equal(answers[0]?.headers.get('ratelimit-policy'), '"caller";q=5;w=60')
  const other = { authorization: `Bearer ${await adminKey(api.database.db)}` }
  assert.equal((await api.call('GET', '/v1/documents', { headers: other })).status, 200)
})

test('a tenant registers as many documents and bytes a day as it may; what is refused uses nothing up', async () => {
  const { id } = await createTenant(api.database.db, 'small', { documents_per_day: 2, bytes_per_day: 100 })
  const headers = { authorization: `Bearer ${await keyOf(api.database.db, 'admin', id)}` }
  const register = async (size: number) => {
    const bytes = Buffer.alloc(size, ' ')
    bytes.write('%PDF-1.7\n%%EOF\n')
    const s3_key = `${id}/uploads/${randomUUID()}/a.pdf`
    await api.storage.put(s3_key, bytes, { contentType: 'application/pdf' })
    const body = {
      s3_key,
      original_filename: 'a.pdf',
      content_type: 'application/pdf',
      file_size: bytes.length,
    }
    const { status, body: answer } = await api.call<Problem>('POST', '/v1/documents', { headers, body })
    return status === 201 ? status : answer.code
  }
  const answers = []
  for (const size of [50, 60, 30, 20]) answers.push(await register(size))
  assert.deepEqual(answers, [201, 'limit.bytes', 201, 'limit.documents'])
  const { rows } = await api.database.pool.query(
    'SELECT subject, used FROM meters WHERE tenant_id = $1 AND subject IN ($2, $3) ORDER BY subject',
    [id, 'bytes', 'documents'],
  )
  assert.deepEqual(rows, [
    { subject: 'bytes', used: 80 },
    { subject: 'documents', used: 2 },
  ])
})

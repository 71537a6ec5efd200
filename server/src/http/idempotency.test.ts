import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import type { Document } from '../documents/contract.ts'
import { AppError } from '../errors.ts'
import { DEFAULT_TENANT, newId } from '../ids.ts'
import type { PresignResponse } from '../uploads/contract.ts'
import { keyOf } from '../auth/testing.ts'
import type { Problem } from './contract.ts'
import { keptUnder } from './idempotency-store.ts'
import { startApi, type ApiUnderTest } from './testing.ts'

let api: ApiUnderTest
before(async () => {
  api = await startApi()
})
after(() => api.close())

/** As the caller of `api.call` has it. */
const kept = (key: string) => keptUnder('local', key)
const presign = { filename: 'a.pdf', content_type: 'application/pdf', file_size: 10 }
const ask = (key: string, body: object = presign, on = api) =>
  on.call<PresignResponse & Problem>('POST', '/v1/uploads/presign', {
    body,
    headers: { 'idempotency-key': key },
  })

test('the same key and body give the first answer again, to the byte', async () => {
  const key = newId()
  const first = await ask(key)
  const again = await ask(key, { file_size: 10, content_type: 'application/pdf', filename: 'a.pdf' })
  assert.deepEqual([again.status, again.bytes], [first.status, first.bytes])
  assert.deepEqual(
    [first, again].map((answer) => answer.headers.get('idempotency-replayed')),
    [null, 'true'],
  )
  assert.equal(again.headers.get('content-type'), first.headers.get('content-type'))
  assert.notEqual((await ask(newId())).body.key, first.body.key)
})

test('what one caller is answered under a key, another caller of the tenant does not see, nor is it in the way', async () => {
  const key = newId()
  const tokens = [await keyOf(api.database.db, 'analyst'), await keyOf(api.database.db, 'analyst')]
  const asked = (token: string, body: object) =>
    api.call<PresignResponse & Problem>('POST', '/v1/uploads/presign', {
      body,
      headers: { 'idempotency-key': key, authorization: `Bearer ${token}` },
    })
  const [one, two, other] = [
    await asked(tokens[0] ?? '', presign),
    await asked(tokens[1] ?? '', presign),
    await ask(key, { ...presign, file_size: 11 }),
  ]
  assert.deepEqual([one.status, two.status, other.status], [200, 200, 200])
  assert.equal(new Set([one, two, other].map(({ body }) => body.key)).size, 3)
  assert.deepEqual((await asked(tokens[0] ?? '', presign)).bytes, one.bytes)
})

test('a refusal is an answer, too', async () => {
  const key = newId()
  const first = await ask(key, { ...presign, content_type: 'image/png' })
  const again = await ask(key, { ...presign, content_type: 'image/png' })
  assert.deepEqual([again.status, again.bytes], [422, first.bytes])
  assert.equal(again.headers.get('content-type'), 'application/problem+json')
})

test('the same key with another body, or at another address, is a mismatch', async () => {
  const key = newId()
  await ask(key)
  const other = await ask(key, { ...presign, file_size: 11 })
  assert.deepEqual([other.status, other.body.code], [422, 'idempotency.mismatch'])
  const elsewhere = await api.call<Problem>('POST', '/v1/uploads/multipart', {
    body: presign,
    headers: { 'idempotency-key': key },
  })
  assert.equal(elsewhere.body.code, 'idempotency.mismatch')
})

test('of twenty at once, one is worked; the others wait or get its answer', async () => {
  const key = newId()
  const s3_key = `${DEFAULT_TENANT}/uploads/${newId()}/a.pdf`
  await api.storage.put(s3_key, Buffer.from('%PDF-1.7 x'), { contentType: 'application/pdf' })
  const body = { s3_key, original_filename: 'a.pdf', content_type: 'application/pdf', file_size: 10 }
  const register = () =>
    api.call<Document & Problem>('POST', '/v1/documents', { body, headers: { 'idempotency-key': key } })
  const answers = await Promise.all(Array.from({ length: 20 }, register))
  const made = new Set(answers.filter((answer) => answer.status === 201).map((answer) => answer.body.id))
  assert.equal(made.size, 1)
  for (const { status, body, headers } of answers)
    if (status !== 201)
      assert.deepEqual([body.code, headers.get('retry-after')], ['idempotency.in_flight', '1'])
  assert.deepEqual([(await register()).status, (await register()).body.id], [201, [...made][0]])
})

test('answers outlive the process', async () => {
  const key = newId()
  const first = await ask(key)
  const next = await startApi({ change: (deps) => ({ ...deps, db: api.database.db }) })
  try {
    assert.deepEqual((await ask(key, presign, next)).bytes, first.bytes)
  } finally {
    await next.close()
  }
})

test('a request that died with its process holds its key for a minute, not for ever', async () => {
  const key = newId()
  await ask(key)
  await sql`UPDATE idempotency_keys SET response_status = NULL, response_body = NULL WHERE key = ${kept(key)}`.execute(
    api.database.db,
  )
  assert.equal((await ask(key)).body.code, 'idempotency.in_flight')
  await sql`UPDATE idempotency_keys SET created_at = now() - interval '61 seconds' WHERE key = ${kept(key)}`.execute(
    api.database.db,
  )
  const answer = await ask(key)
  assert.deepEqual([answer.status, answer.headers.get('idempotency-replayed')], [200, null])
})

test('after a day the key is free for anything', async () => {
  const key = newId()
  await ask(key)
  await sql`UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = ${kept(key)}`.execute(
    api.database.db,
  )
  assert.equal((await ask(key, { ...presign, file_size: 11 })).status, 200)
})

test('an answer of 5xx is not kept: the request may be sent again', async () => {
  let away = true
  const flaky = await startApi({
    change: (deps) => ({
      ...deps,
      documents: {
        ...deps.documents,
        async reprocess(...args) {
          if (away) throw new AppError('database.unavailable', 'The database is away; try again.')
          return deps.documents.reprocess(...args)
        },
      },
    }),
  })
  try {
    const { id } = await flaky.completed()
    const reprocess = () =>
      flaky.call('POST', `/v1/documents/${id}/reprocess`, { headers: { 'idempotency-key': 'k' } })
    assert.equal((await reprocess()).status, 503)
    away = false
    assert.equal((await reprocess()).status, 202)
    assert.equal((await reprocess()).status, 202, 'replayed: a second one would be refused as busy')
  } finally {
    await flaky.close()
  }
})

/** All POSTs whose answer shows a secret, and where it stands there. */
const SHOWING = [
  { path: () => '/v1/api-keys', body: { name: 'books', role: 'viewer' }, field: 'key', made: 'key' },
  { path: (of: Made) => `/v1/api-keys/${of.key}/rotate`, body: {}, field: 'key', made: 'newer' },
  { path: () => '/v1/webhooks', body: { url: 'https://93.184.216.34/hook' }, field: 'secret', made: 'hook' },
  { path: (of: Made) => `/v1/webhooks/${of.hook}/rotate-secret`, field: 'secret', made: 'same' },
  { path: () => '/v1/session/links', field: 'url', made: 'none' },
]
type Made = Record<string, string>

test('an answer that shows a secret is not kept: the key does nothing again and names what was made', async () => {
  const made: Made = {}
  const secrets: string[] = []
  for (const { path, body, field, made: name } of SHOWING) {
    const send = () =>
      api.call<Made & Problem>('POST', path(made), {
        body,
        headers: { 'idempotency-key': `showing-${name}` },
      })
    const first = await send()
    assert.ok(first.status < 300, JSON.stringify(first.body))
    assert.equal(first.headers.get('cache-control'), 'no-store')
    const { id } = first.body
    made[name] = id ?? ''
    secrets.push(/[\w+/-]{20,}=*$/.exec(String(first.body[field]))?.[0].split('_').at(-1) ?? '')
    const again = await send()
    assert.deepEqual(
      [again.status, again.body.code, again.body.existing_id],
      [409, 'idempotency.secret_shown', id],
    )
  }
  const count = await sql<{ n: number }>`
    SELECT (SELECT count(*) FROM api_keys WHERE created_by <> 'test')::int + (SELECT count(*) FROM webhooks)::int AS n`.execute(
    api.database.db,
  )
  assert.equal(count.rows[0]?.n, 3, 'worked twice')
  const { rows } = await sql`SELECT to_jsonb(k)::text FROM idempotency_keys k`.execute(api.database.db)
  assert.ok(rows.length >= SHOWING.length)
  assert.deepEqual(
    secrets.filter((secret) => secret.length < 20 || JSON.stringify(rows).includes(secret)),
    [],
  )
})

test('a sign-in is worked each time and not kept', async () => {
  const signIn = () =>
    api.call('POST', '/v1/session', {
      body: { credential: api.token },
      headers: { 'idempotency-key': 'sign-in' },
    })
  assert.notEqual((await signIn()).headers.get('set-cookie'), (await signIn()).headers.get('set-cookie'))
  const { rows } = await sql`SELECT FROM idempotency_keys WHERE route = 'POST /v1/session'`.execute(
    api.database.db,
  )
  assert.equal(rows.length, 0)
})

test('a password is no part of the hash that is kept of a request: it could be guessed', async () => {
  const hashes = new Set<string>()
  for (const password of ['summer24', 'winter25']) {
    const key = newId()
    const documents = [{ s3_key: 'x', password }]
    await api.call('POST', '/v1/documents/batch', {
      body: { documents },
      headers: { 'idempotency-key': key },
    })
    const { request_hash } = await api.database.db
      .selectFrom('idempotency_keys')
      .select('request_hash')
      .where('key', '=', kept(key))
      .executeTakeFirstOrThrow()
    hashes.add(request_hash)
  }
  assert.equal(hashes.size, 1)
})

test('a body that cannot be compared is refused, not stumbled over', async () => {
  for (const documents of ['[{"n":1e400}]', '["\\ud800"]']) {
    const { status, body } = await api.call<Problem>('POST', '/v1/documents/batch', {
      body: `{"documents":${documents}}`,
      headers: { 'idempotency-key': newId(), 'content-type': 'application/json' },
    })
    assert.deepEqual([status, body.code], [422, 'request.unprocessable'])
  }
})

test('a key that is no key is refused', async () => {
  for (const key of ['x'.repeat(256), 'a b', ' ']) {
    const { status, body } = await ask(key)
    if (key.trim() === '') continue // a blank header is none, or refused: both are right
    assert.deepEqual([status, body.errors?.[0]?.pointer], [400, '/headers/idempotency-key'])
  }
})

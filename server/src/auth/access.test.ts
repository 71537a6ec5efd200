import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Problem } from '../http/contract.ts'
import { startApi, type ApiUnderTest } from '../http/testing.ts'
import { newId, type TenantId } from '../ids.ts'
import { accessOf, ACCESS } from './access.ts'
import type { NewApiKey, Session, SessionLink } from './contract.ts'
import { isPermission, permissionsOf, ROLES } from './roles.ts'
import { newCredential } from './secrets.ts'
import { createTenant } from './tenant-store.ts'
import { keyOf } from './testing.ts'

let api: ApiUnderTest
const keys = new Map<string, string>()
before(async () => {
  api = await startApi()
  for (const role of ROLES) keys.set(role, await keyOf(api.database.db, role))
})
after(() => api.close())

const as = (key: string | undefined) => ({ authorization: `Bearer ${key}` })

/** Every route of the running server, with ids that nothing has. */
function routes(): { readonly method: string; readonly url: string; readonly path: string }[] {
  return Object.keys(ACCESS).flatMap((row) => {
    const [method = '', url = ''] = row.split(' ')
    const path = url
      .replace(/:(id|upload_id|hook_id|delivery_id)/g, newId())
      .replace(':format', 'xlsx')
      .replace(/:(number|part)/g, '1')
      .replace(/:\w+/g, newId())
    return method === '' || !api.app.hasRoute({ method: method as 'GET', url }) ? [] : [{ method, url, path }]
  })
}

test('every route under /v1 has a row, and every row a route', () => {
  const described = Object.entries(api.app.swagger().paths ?? {}).flatMap(([template, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${template.replace(/\{(\w+)\}/g, ':$1')}`),
  )
  const without = described.filter((row) => !(row in ACCESS))
  assert.deepEqual(without, [])
  const found = routes().map(({ method, url }) => `${method} ${url}`)
  assert.deepEqual(
    Object.keys(ACCESS).filter((row) => !found.includes(row)),
    [],
  )
  assert.equal(accessOf('GET', '/v1/forgotten'), undefined)
})

test('the matrix: each role gets through every route that its permissions name, and is refused by every other', async () => {
  const wrong: string[] = []
  for (const { method, url, path } of routes()) {
    const access = accessOf(method, url)
    if (access === 'anyone' || access === 'signed') continue
    for (const role of ROLES) {
      const answer = await api.call<Problem>(method, path, { headers: as(keys.get(role)) })
      const may = access === 'caller' || (isPermission(access) && permissionsOf(role).has(access))
      const refused = answer.status === 403 && answer.body.code === 'auth.forbidden'
      if (refused === may || answer.status === 401) wrong.push(`${role} ${method} ${url}: ${answer.status}`)
    }
    const unknown = await api.call<Problem>(method, path, { headers: { authorization: '' } })
    if (unknown.status !== 401) wrong.push(`nobody ${method} ${url}: ${unknown.status}`)
  }
  assert.deepEqual(wrong, [])
})

test('a key that is unknown, malformed, revoked or expired is refused with 401 and why', async () => {
  const list = async (authorization: string) => {
    const { status, body, headers } = await api.call<Problem>('GET', '/v1/documents', {
      headers: { authorization },
    })
    assert.match(headers.get('www-authenticate') ?? '', /^Bearer/)
    return [status, body.code]
  }
  assert.deepEqual(await list(`Bearer ${newCredential('live').token}`), [401, 'auth.invalid'])
  assert.deepEqual(await list('Bearer ll_live_short'), [401, 'auth.invalid'])
  assert.deepEqual(await list('Basic dTpw'), [401, 'auth.invalid'])
  const { headers } = await fetch(`${api.url}/v1/documents`)
  assert.match(headers.get('www-authenticate') ?? '', /^Bearer/)

  const { body: made } = await api.call<NewApiKey>('POST', '/v1/api-keys', {
    body: { name: 'once', role: 'viewer' },
  })
  assert.match(made.key, /^ll_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}$/)
  assert.equal((await api.call('DELETE', `/v1/api-keys/${made.prefix}`)).status, 204)
  assert.deepEqual(await list(`Bearer ${made.key}`), [401, 'auth.invalid'])

  const { body: short } = await api.call<NewApiKey>('POST', '/v1/api-keys', {
    body: { name: 'short', role: 'viewer' },
  })
  await api.database.db
    .updateTable('api_keys')
    .set({ expires_at: new Date(Date.now() - 1000) })
    .where('prefix', '=', short.prefix)
    .execute()
  assert.deepEqual(await list(`Bearer ${short.key}`), [401, 'auth.expired'])
})

test('a rotated key stays good for the overlap, and its successor is the same kind of key', async () => {
  const { body: old } = await api.call<NewApiKey>('POST', '/v1/api-keys', {
    body: { name: 'nightly', role: 'analyst', scopes: ['documents.read'] },
  })
  const { status, body: next } = await api.call<NewApiKey>('POST', `/v1/api-keys/${old.id}/rotate`, {
    body: { overlap: 3600 },
  })
  assert.deepEqual(
    [status, next.name, next.role, next.scopes],
    [201, 'nightly', 'analyst', ['documents.read']],
  )
  for (const key of [old.key, next.key])
    assert.equal((await api.call('GET', '/v1/documents', { headers: as(key) })).status, 200)
  const left = await api.database.db
    .selectFrom('api_keys')
    .select('expires_at')
    .where('prefix', '=', old.prefix)
    .executeTakeFirst()
  const seconds = ((left?.expires_at?.getTime() ?? 0) - Date.now()) / 1000
  assert.ok(seconds > 3500 && seconds <= 3600, `${seconds}`)
  const refused = await api.call<Problem>('POST', '/v1/uploads/presign', { headers: as(next.key) })
  assert.equal(refused.body.code, 'auth.forbidden')
})

test('only hashes are kept, and nobody makes a key that may more than they', async () => {
  const key = await keyOf(api.database.db, 'viewer')
  const rows = await api.database.pool.query('SELECT to_jsonb(k)::text AS row FROM api_keys k')
  assert.ok(rows.rows.every(({ row }) => !row.includes(key.slice(25))))
  const { body: narrow } = await api.call<NewApiKey>('POST', '/v1/api-keys', {
    body: { name: 'keeper', role: 'admin', scopes: ['keys.manage'] },
  })
  const asked = await api.call<Problem>('POST', '/v1/api-keys', {
    headers: as(narrow.key),
    body: { name: 'more', role: 'admin' },
  })
  assert.deepEqual([asked.status, asked.body.code], [403, 'auth.forbidden'])
})

test('a browser signs in with a key and with a link once; its cookie needs the page’s header to change anything', async () => {
  const link = await api.call<SessionLink>('POST', '/v1/session/links')
  const credential = link.body.url.split('#sign-in=')[1]
  const signIn = () =>
    api.call<Session>('POST', '/v1/session', { body: { credential }, headers: { authorization: '' } })
  const signed = await signIn()
  assert.deepEqual([signed.status, signed.body.actor, signed.body.role], [200, 'local', 'admin'])
  assert.equal((await signIn()).status, 401)
  const set = signed.headers.get('set-cookie') ?? ''
  assert.match(set, /HttpOnly/)
  assert.match(set, /SameSite=Strict/)
  const cookie = set.split(';')[0] ?? ''

  assert.equal((await api.call('GET', '/v1/documents', { headers: { cookie } })).status, 200)
  const forged = await api.call<Problem>('POST', '/v1/uploads/presign', { headers: { cookie } })
  assert.deepEqual([forged.status, forged.body.code], [403, 'request.origin_refused'])
  const own = { cookie, 'x-ledger-lift': 'page' }
  assert.equal((await api.call('POST', '/v1/uploads/presign', { headers: own })).status, 422)
  assert.equal((await api.call('DELETE', '/v1/session', { headers: own })).status, 204)
  assert.equal((await api.call('GET', '/v1/documents', { headers: { cookie } })).status, 401)
})

/** What the routes that end so need to be understood at all. */
const BODIES: Readonly<Record<string, object>> = {
  complete: { parts: [{ part_number: 1, etag: 'e' }] },
  rotate: {},
  'legal-hold': { reference: 'a lawsuit' },
}

test('every route with an id answers 404 for another tenant’s', async () => {
  const { id: tenant } = await createTenant(api.database.db, `t-${Date.now()}`)
  const stranger = as(await keyOf(api.database.db, 'admin', tenant as TenantId))
  const { id } = await api.completed()
  const begun = await api.call<{ upload_id: string }>('POST', '/v1/uploads/multipart', {
    body: { filename: 'a.pdf', content_type: 'application/pdf', file_size: 1000 },
  })
  const key = await api.call<NewApiKey>('POST', '/v1/api-keys', { body: { name: 'theirs', role: 'viewer' } })
  const wrong: string[] = []
  for (const { method, url } of routes().filter(
    ({ url }) => url.includes(':') && !url.startsWith('/v1/storage/'),
  )) {
    const path = url
      .replace(':id', id)
      .replace(':upload_id', begun.body.upload_id)
      .replace(':key_id', key.body.id)
      .replace(':number', '1')
      .replace(':artifact_id', 'p1-table-1')
      .replace(':format', 'xlsx')
    const body = method === 'GET' || method === 'DELETE' ? undefined : BODIES[url.split('/').at(-1) ?? '']
    const { status } = await api.call(method, path, { headers: stranger, ...(body && { body }) })
    if (status !== 404) wrong.push(`${method} ${url}: ${status}`)
  }
  assert.deepEqual(wrong, [])
  const list = await api.call<{ items: unknown[] }>('GET', '/v1/documents', { headers: stranger })
  assert.deepEqual(list.body.items, [])
})

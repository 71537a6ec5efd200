import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request as rawRequest } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Problem } from './contract.ts'
import { startApi, type ApiUnderTest } from './testing.ts'

let api: ApiUnderTest
before(async () => {
  api = await startApi()
})
after(() => api.close())

const presign = { filename: 'a.pdf', content_type: 'application/pdf', file_size: 10 }
const lineOf = (id: string) =>
  api.lines.find((line) => line.includes(`"request_id":"${id}"`) && line.includes('"ms"'))

test('every answer carries a request id: the caller’s when it is sane, else a new one', async () => {
  const sane = await api.call('GET', '/livez', { headers: { 'x-request-id': 'trace-7:a' } })
  assert.equal(sane.headers.get('x-request-id'), 'trace-7:a')
  for (const odd of ['', 'a b', 'x'.repeat(129), 'a"b', '<script>'])
    assert.match(
      (await api.call('GET', '/nope', { headers: { 'x-request-id': odd } })).headers.get('x-request-id') ??
        '',
      /^[0-9a-f-]{36}$/,
    )
})

test('an unknown address is a 404 problem document', async () => {
  const answer = await api.call<Problem>('GET', '/v1/nothing')
  assert.equal(answer.status, 404)
  assert.equal(answer.headers.get('content-type'), 'application/problem+json')
  const { detail, ...rest } = answer.body
  assert.ok(detail.length > 20)
  assert.deepEqual(rest, {
    type: 'urn:ledger-lift:problem:request.not_found',
    title: 'There is nothing at this address',
    status: 404,
    code: 'request.not_found',
    request_id: answer.headers.get('x-request-id'),
  })
})

for (const [path, method, allow] of [
  ['/v1/documents', 'PATCH', 'GET, HEAD, OPTIONS, POST'],
  ['/v1/uploads/presign', 'GET', 'OPTIONS, POST'],
  ['/v1/documents/x/reprocess', 'PUT', 'OPTIONS, POST'],
  ['/v1/documents/x/export.csv', 'POST', 'GET, OPTIONS'],
  ['/health', 'DELETE', 'GET, HEAD, OPTIONS'],
] as const)
  test(`${method} ${path} is a 405 that says what is allowed`, async () => {
    const { status, headers, body } = await api.call<Problem>(method, path)
    assert.deepEqual([status, body.code, headers.get('allow')], [405, 'request.method_not_allowed', allow])
  })

test('OPTIONS says what an address takes', async () => {
  const { status, headers } = await api.call('OPTIONS', '/v1/documents')
  assert.deepEqual([status, headers.get('allow')], [204, 'GET, HEAD, OPTIONS, POST'])
})

const json = { 'content-type': 'application/json' }
for (const [what, body, headers, status, code] of [
  ['broken JSON', '{"filename":', json, 400, 'request.invalid'],
  ['a prototype in JSON', '{"__proto__":{"a":1}}', json, 400, 'request.invalid'],
  ['no body', '', json, 422, 'request.unprocessable'],
  ['a list', '[]', json, 422, 'request.unprocessable'],
  [
    'a form',
    'filename=a.pdf',
    { 'content-type': 'application/x-www-form-urlencoded' },
    415,
    'request.unsupported_media_type',
  ],
  ['2 MiB', JSON.stringify({ filename: 'x'.repeat(2 * 1024 * 1024) }), json, 413, 'request.too_large'],
] as const)
  test(`${what} as a body: ${status} ${code}`, async () => {
    const answer = await api.call<Problem>('POST', '/v1/uploads/presign', { body, headers })
    assert.deepEqual([answer.status, answer.body.code], [status, code])
  })

test('each field that does not fit is pointed at, once', async () => {
  const body = { ...presign, file_size: '10', sha256: 'zz', file_sise: 1, content_type: undefined }
  const answer = await api.call<Problem>('POST', '/v1/uploads/presign', { body })
  assert.equal(answer.status, 422)
  assert.deepEqual(answer.body.errors?.map((error) => error.pointer).toSorted(), [
    '/content_type',
    '/file_sise',
    '/file_size',
    '/sha256',
  ])
})

for (const path of [
  '/v1/documents/%zz',
  '/%c0%ae%c0%ae/etc/passwd',
  '/../../etc/passwd',
  `/v1/documents/${'x'.repeat(3000)}`,
])
  test(`a strange address (${path.slice(0, 30)}) is refused as one`, async () => {
    const answer = await send({ path })
    assert.ok(answer.status === 400 || answer.status === 404, String(answer.status))
    assert.equal(answer.headers['content-type'], 'application/problem+json')
  })

for (const [what, text, status] of [
  ['no HTTP at all', 'hello\r\n\r\n', 400],
  ['17 KiB of headers', `GET /livez HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(17 * 1024)}\r\n\r\n`, 431],
] as const)
  test(`${what} is answered by a problem document: ${status}`, async () => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
    socket.end(text)
    const answer = (await socket.toArray()).join('')
    assert.match(answer, new RegExp(`^HTTP/1.1 ${status} .*content-type: application/problem\\+json`, 's'))
    assert.partialDeepStrictEqual(JSON.parse(answer.split('\r\n\r\n')[1] ?? ''), {
      code: 'request.invalid',
      status,
    })
  })

test('what is unknown to the table is told as a bug, and nothing of it leaks', async () => {
  const broken = await startApi({
    change: (deps) => ({
      ...deps,
      documents: { ...deps.documents, reprocess: () => Promise.reject(new TypeError('secret detail')) },
    }),
  })
  try {
    const { id } = await broken.registered()
    const answer = await broken.call<Problem>('POST', `/v1/documents/${id}/reprocess`)
    assert.deepEqual([answer.status, answer.body.code], [500, 'internal.bug'])
    assert.doesNotMatch(answer.bytes.toString(), /secret detail|\.ts/)
    const line = broken.lines.find((one) => one.includes('secret detail')) ?? ''
    assert.match(line, /"stack":".*server/)
    assert.match(line, new RegExp(id))
  } finally {
    await broken.close()
  }
})

test('a request is one log line with its id, actor and document, without its query string', async () => {
  const { id } = await api.registered()
  await api.call('GET', `/v1/documents/${id}/events?limit=7`, { headers: { 'x-request-id': 'logged-1' } })
  const line: unknown = JSON.parse(lineOf('logged-1') ?? '{}')
  assert.partialDeepStrictEqual(line, {
    level: 'INFO',
    request_id: 'logged-1',
    document_id: id,
    user_id: 'local',
    method: 'GET',
    route: '/v1/documents/:id/events',
    status: 200,
  })
  await api.call('GET', '/nope?token=hidden-1', { headers: { 'x-request-id': 'logged-2' } })
  assert.match(lineOf('logged-2') ?? '', /"path":"\/nope"/)
  assert.ok(!api.lines.some((one) => one.includes('hidden-1')))
})

test('answers carry a strict policy and no guessing of types', async () => {
  for (const path of ['/', '/v1/documents', '/nope', '/docs/']) {
    const { headers } = await api.call('GET', path)
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'self'/)
    assert.doesNotMatch(
      headers.get('content-security-policy') ?? '',
      /unsafe-eval|script-src[^;]*unsafe-inline/,
    )
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('x-frame-options'), 'DENY')
    assert.equal(headers.get('referrer-policy'), 'no-referrer')
  }
})

test('on loopback, another name in Host is refused: DNS rebinding', async () => {
  const { port } = new URL(api.url)
  for (const host of [`evil.example:${port}`, 'evil.example', `127.0.0.1.evil.example:${port}`])
    assert.equal((await send({ path: '/v1/documents', headers: { host } })).status, 403)
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`])
    assert.equal((await send({ path: '/livez', headers: { host } })).status, 200)
})

test('a page of another origin changes nothing unless it is configured', async () => {
  const configured = await startApi({ settings: { corsOrigins: ['https://office.example'] } })
  try {
    const ask = (origin: string) =>
      configured.call<Problem>('POST', '/v1/uploads/presign', {
        body: presign,
        headers: { origin, 'sec-fetch-site': 'cross-site' },
      })
    const evil = await ask('https://evil.example')
    assert.deepEqual([evil.status, evil.body.code], [403, 'request.origin_refused'])
    assert.equal(evil.headers.get('access-control-allow-origin'), null)
    const own = await ask('https://office.example')
    assert.deepEqual(
      [own.status, own.headers.get('access-control-allow-origin')],
      [200, 'https://office.example'],
    )
    assert.equal(await preflight(configured, 'https://office.example'), '204 https://office.example')
    assert.equal(await preflight(configured, 'https://evil.example'), '204 undefined')
    assert.equal(await preflight(api, 'https://office.example'), '204 undefined')
  } finally {
    await configured.close()
  }
})

async function preflight(on: ApiUnderTest, origin: string): Promise<string> {
  const headers = {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  }
  const answer = await send({ method: 'OPTIONS', path: '/v1/uploads/presign', headers }, on)
  return `${answer.status} ${answer.headers['access-control-allow-origin']}`
}

test('a browser’s address of the page gets the page, a program’s a 404', async () => {
  const page = await api.call('GET', '/documents/1', { headers: { accept: 'text/html,*/*' } })
  assert.deepEqual([page.status, page.headers.get('content-type')], [200, 'text/html; charset=utf-8'])
  assert.equal(
    (await api.call('GET', '/documents/1', { headers: { accept: 'application/json' } })).status,
    404,
  )
  assert.equal((await api.call('GET', '/v1/nothing', { headers: { accept: 'text/html' } })).status, 404)
})

test('a built page is served: its files for good, the page itself afresh', async () => {
  const webRoot = await mkdtemp(join(tmpdir(), 'll-page-'))
  await mkdir(join(webRoot, 'assets'))
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><script src="/assets/app-1a2b.js"></script>')
  await writeFile(join(webRoot, 'assets/app-1a2b.js'), 'export {}')
  const withPage = await startApi({ settings: { webRoot } })
  try {
    const cached = async (path: string) => {
      const { status, headers } = await withPage.call('GET', path, { headers: { accept: 'text/html' } })
      return [status, headers.get('content-type'), headers.get('cache-control')]
    }
    for (const path of ['/', '/documents/1'])
      assert.deepEqual(await cached(path), [200, 'text/html; charset=utf-8', 'no-cache'])
    const forGood = 'public, max-age=31536000, immutable'
    assert.deepEqual(await cached('/assets/app-1a2b.js'), [
      200,
      'application/javascript; charset=utf-8',
      forGood,
    ])
    assert.equal((await cached('/assets/app-old.js'))[0], 404, 'a file that is gone is not the page')
    assert.equal((await cached('/assets/..%2f..%2fetc%2fpasswd'))[0], 404)
  } finally {
    await withPage.close()
    await rm(webRoot, { recursive: true })
  }
})

test('a stop lets what is in flight finish and takes nothing new', async () => {
  const slow = Promise.withResolvers<void>()
  const started = Promise.withResolvers<void>()
  const stopping = await startApi({
    change: (deps) => ({
      ...deps,
      documents: {
        ...deps.documents,
        async reprocess(...args) {
          started.resolve()
          await slow.promise
          return deps.documents.reprocess(...args)
        },
      },
    }),
  })
  const { id } = await stopping.completed()
  const inFlight = stopping.call('POST', `/v1/documents/${id}/reprocess`)
  await started.promise
  const closed = stopping.app.close()
  await assert.rejects(stopping.call('GET', '/livez'), 'no new connection')
  slow.resolve()
  assert.equal((await inFlight).status, 202)
  await closed
  await stopping.close()
})

interface RawRequest {
  readonly method?: string
  readonly path: string
  readonly headers?: Record<string, string>
}

/** As `fetch` cannot: the path and Host as they are. */
function send({ method = 'GET', path, headers = {} }: RawRequest, on = api) {
  const { hostname, port } = new URL(on.url)
  const answer = Promise.withResolvers<{ status: number; headers: Record<string, unknown> }>()
  rawRequest({ hostname, port, method, path, headers, agent: false }, (response) => {
    response.resume()
    answer.resolve({ status: response.statusCode ?? 0, headers: response.headers })
  })
    .on('error', answer.reject)
    .end()
  return answer.promise
}

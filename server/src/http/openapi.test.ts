import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ACCESS } from '../auth/access.ts'
import { startApi, type ApiUnderTest } from './testing.ts'

let api: ApiUnderTest
before(async () => {
  api = await startApi()
})
after(() => api.close())

interface OpenApi {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}
interface Operation {
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly requestBody?: object
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[]
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: object }>> }>
  >
}

const described = async () => (await api.call<OpenApi>('GET', '/openapi.json')).body

test('every call of the contract is described, and nothing else', async () => {
  const { openapi, paths } = await described()
  assert.equal(openapi, '3.1.0')
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  // What is behind a signed address is no call of the contract.
  const expected = Object.entries(ACCESS).flatMap(([route, access]) =>
    access === 'signed' ? [] : [route.replace(/:(\w+)/g, '{$1}')],
  )
  assert.deepEqual(calls.toSorted(), expected.toSorted())
})

test('each is summed up, filed, and says what it answers, problems included', async () => {
  for (const [path, methods] of Object.entries((await described()).paths))
    for (const [method, { summary, tags, responses, parameters = [], requestBody }] of Object.entries(
      methods,
    )) {
      const call = `${method} ${path}`
      assert.ok(summary && tags?.length === 1, call)
      assert.ok(
        Object.keys(responses).some((status) => status.startsWith('2')),
        call,
      )
      if (path.startsWith('/v1/'))
        for (const range of ['4XX', '5XX'])
          assert.ok(responses[range]?.content?.['application/problem+json']?.schema, `${call} ${range}`)
      for (const name of path.matchAll(/\{(\w+)\}/g))
        assert.ok(
          parameters.some((one) => one.in === 'path' && one.name === name[1]),
          `${call} ${name[1]}`,
        )
      const bodiless = /(reprocess|rotate-secret|replay|ping|test|links)$/.test(path)
      if (method === 'post' && !bodiless) assert.ok(requestBody, call)
    }
})

test('the documentation works without the internet and under its own policy', async () => {
  const page = await api.call('GET', '/docs/')
  assert.equal(page.status, 200)
  const html = page.bytes.toString()
  for (const [, address = ''] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
    assert.match(address, /^(\/|\.\/)/, 'nothing from elsewhere')
    const { pathname } = new URL(address, `${api.url}/docs/`)
    assert.equal((await api.call('GET', pathname)).status, 200, address)
  }
  assert.doesNotMatch(
    html,
    /<script(?![^>]*src=)[^>]*>\s*\S/,
    'no script in the page, so that none need be allowed',
  )
})

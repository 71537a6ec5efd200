import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { after, afterEach, before, describe, test } from 'node:test'
import type { Problem } from '../http/contract.ts'
import { startApi, type ApiUnderTest } from '../http/testing.ts'
import { isAllowed, type Resolve } from './address.ts'
import type { Delivery, DeliveryList, Webhook, WebhookWithSecret } from './contract.ts'
import { deliverWebhooks, PAUSES } from './deliver.ts'
import { sealed, unsealed } from './secrets.ts'
import type { WebhookSettings } from './store.ts'

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let api: ApiUnderTest
let receiver: Server
let port: number
let received: Received[] = []
let answer: { status: number; headers?: Record<string, string> } = { status: 204 }
/** Names of this test's own: what they resolve to may change from one question to the next. */
const names = new Map<string, string[]>()
const resolve: Resolve = async (host) => {
  const answers = names.get(host)
  const [first] = answers ?? []
  if (answers === undefined || first === undefined) throw new Error('ENOTFOUND')
  return [
    { address: answers.length > 1 ? (answers.shift() ?? first) : first, family: first.includes(':') ? 6 : 4 },
  ]
}
const settings: WebhookSettings = {
  secretsKey: Buffer.alloc(32, 7).toString('base64'),
  rules: { networks: ['127.0.0.1'], http: true },
  resolve,
}

before(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(answer.status, answer.headers).end()
    })
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  const address = receiver.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
  api = await startApi({ change: (deps) => ({ ...deps, webhooks: settings }) })
})
after(async () => {
  receiver.close()
  await api.close()
})
afterEach(async () => {
  received = []
  answer = { status: 204 }
  names.clear()
  await api.database.pool.query('DELETE FROM webhooks')
})

const deliver = (now?: Date) =>
  deliverWebhooks({ db: api.database.db, settings, ...(now === undefined ? {} : { clock: () => now }) })
const later = (milliseconds: number) => new Date(Date.now() + milliseconds)
async function added(host: string, events?: string[]): Promise<WebhookWithSecret> {
  const { status, body } = await api.call<WebhookWithSecret>('POST', '/v1/webhooks', {
    body: { url: `http://${host}:${port}/hook`, ...(events && { events }) },
  })
  assert.equal(status, 201, JSON.stringify(body))
  return body
}
const deliveries = async ({ id }: { id: string }) =>
  (await api.call<DeliveryList>('GET', `/v1/webhooks/${id}/deliveries`)).body.items

test('what a webhook listens to arrives once, signed as Standard Webhooks 1.0 says, without the name of the file', async () => {
  const { secret, ...hook } = await added('127.0.0.1', ['document.completed'])
  const { id } = await api.completed('Geheim AG.pdf')
  assert.equal(await deliver(), 1)
  assert.equal(await deliver(), 0)
  const [first] = received
  assert.ok(first)
  const [messageId, timestamp] = [first.headers['webhook-id'], first.headers['webhook-timestamp']]
  const expected = createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update(`${String(messageId)}.${String(timestamp)}.${first.body}`)
    .digest('base64')
  assert.equal(first.headers['webhook-signature'], `v1,${expected}`)
  assert.ok(Math.abs(Number(timestamp) - Date.now() / 1000) < 60)
  assert.partialDeepStrictEqual(JSON.parse(first.body), {
    type: 'document.completed',
    data: { document_id: id },
  })
  assert.doesNotMatch(first.body, /Geheim/)
  assert.deepEqual(
    (await deliveries(hook)).map(({ id: one, state }) => [one, state]),
    [[messageId, 'delivered']],
  )
})

test('a receiver that fails gets the same message again after each pause, then it is dead, and can be replayed', async () => {
  const hook = await added('127.0.0.1', ['document.uploaded'])
  await api.registered()
  answer = { status: 500 }
  let waited = 0
  for (const pause of [0, ...PAUSES]) {
    waited += pause + 1000
    assert.equal(await deliver(later(waited)), 1)
    assert.equal(await deliver(later(waited)), 0)
  }
  const [dead] = await deliveries(hook)
  assert.deepEqual([dead?.state, dead?.attempts, dead?.last_status], ['dead', PAUSES.length + 1, 500])
  answer = { status: 200 }
  const path = `/v1/webhooks/${hook.id}/deliveries/${dead?.id}/replay`
  assert.equal((await api.call<Delivery>('POST', path)).status, 202)
  assert.equal(await deliver(later(1000)), 1)
  assert.equal(
    new Set(received.map(({ headers, body }) => `${String(headers['webhook-id'])} ${body}`)).size,
    1,
  )
  assert.equal((await deliveries(hook))[0]?.state, 'delivered')
})

test('several senders at once send each message once', async () => {
  await added('127.0.0.1', ['document.uploaded'])
  await Promise.all(Array.from({ length: 25 }, () => api.registered()))
  const sent = await Promise.all([deliver(), deliver(), deliver()])
  assert.equal(
    sent.reduce((sum, one) => sum + one),
    25,
  )
  assert.equal(new Set(received.map(({ headers }) => headers['webhook-id'])).size, 25)
  assert.equal(received.length, 25)
})

test('a redirect is not followed; 410 ends the webhook', async () => {
  const hook = await added('127.0.0.1')
  await api.call('POST', `/v1/webhooks/${hook.id}/test`)
  answer = { status: 302, headers: { location: `http://127.0.0.1:${port}/elsewhere` } }
  await deliver()
  assert.equal(received.length, 1)
  assert.match((await deliveries(hook))[0]?.last_error ?? '', /redirects are not followed/)
  answer = { status: 410 }
  await deliver(later(10_000))
  const { body } = await api.call<{ items: Webhook[] }>('GET', '/v1/webhooks')
  assert.notEqual(body.items[0]?.disabled_at, null)
})

test('after a rotation both secrets sign, and neither stands in the database as it is', async () => {
  const { id, secret: old } = await added('127.0.0.1')
  const { body } = await api.call<WebhookWithSecret>('POST', `/v1/webhooks/${id}/rotate-secret`)
  await api.call('POST', `/v1/webhooks/${id}/test`)
  await deliver()
  assert.equal(String(received[0]?.headers['webhook-signature']).split(' ').length, 2)
  const { rows } = await api.database.pool.query<{ row: string }>(
    'SELECT to_jsonb(webhooks)::text AS row FROM webhooks',
  )
  const told = `${rows[0]?.row} ${api.lines.join()}`
  assert.ok(![old, body.secret].some((secret) => told.includes(secret.slice(6))))
  assert.equal(unsealed(sealed(old, settings.secretsKey), settings.secretsKey), old)
  assert.throws(() => unsealed(sealed(old, settings.secretsKey), Buffer.alloc(32, 8).toString('base64')), {
    code: 'config.invalid',
  })
})

test('pages of deliveries leave none out, even of those that are of one moment', async () => {
  const { id: hook } = await added('127.0.0.1')
  await api.database.pool.query(
    `INSERT INTO webhook_deliveries (id, tenant_id, webhook_id, event_type, event_at, data)
      SELECT gen_random_uuid(), tenant_id, id, 'PURGED', now(), '{}' FROM webhooks, generate_series(1, 5)`,
  )
  const seen = new Set<string>()
  for (let cursor: string | null = ''; cursor !== null;) {
    const after: string = cursor === '' ? '' : `&cursor=${cursor}`
    const { body } = await api.call<DeliveryList>('GET', `/v1/webhooks/${hook}/deliveries?limit=2${after}`)
    for (const { id } of body.items) seen.add(id)
    cursor = body.next
  }
  assert.equal(seen.size, 5)
})

describe('no webhook reaches into a private network', () => {
  const PRIVATE = [
    ...['127.0.0.1', '127.1.2.3', '0.0.0.0', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254'],
    ...['100.64.0.1', '192.0.2.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '::127.0.0.1', 'fe80::1', 'fc00::1', 'fd12::1'],
    ...[
      'fec0::1',
      'ff02::1',
      '64:ff9b::7f00:1',
      '64:ff9b:1::a00:1',
      '2002:7f00:1::',
      '2001::1',
      '2001:db8::1',
    ],
  ]

  test('by any form of an address, unless that network is named', () => {
    assert.deepEqual(
      PRIVATE.filter((address) => isAllowed(address, [])),
      [],
    )
    for (const address of ['93.184.216.34', '2606:2800:220:1::1', '::ffff:93.184.216.34'])
      assert.ok(isAllowed(address, []), address)
    assert.ok(isAllowed('10.1.2.3', ['10.0.0.0/8']))
    assert.ok(isAllowed('::ffff:10.1.2.3', ['10.0.0.0/8']))
    assert.ok(!isAllowed('10.1.2.3', ['fd00::/8', '10.1.2.4']))
  })

  test('by what stands in its URL', async () => {
    names.set('inside.example', ['10.0.0.5'])
    for (const url of [
      ...[
        'http://2130706434/',
        'http://0x7f.2/',
        'http://0177.0.0.2/',
        'http://[::1]/',
        'http://[::ffff:7f00:2]/',
      ],
      ...['http://169.254.169.254/latest/', 'http://inside.example/', 'http://nowhere.example/'],
      ...['ftp://93.184.216.34/', 'file:///etc/passwd', 'http://user:pw@93.184.216.34/', 'no address'],
    ]) {
      const { status, body } = await api.call<Problem>('POST', '/v1/webhooks', { body: { url } })
      assert.deepEqual([status, body.code], [422, 'webhook.url_refused'], url)
    }
  })

  test('by a name that changes its mind: at the time of sending it is asked and judged again', async () => {
    names.set('rebinding.example', ['127.0.0.1', '127.0.0.2'])
    const hook = await added('rebinding.example')
    await api.call('POST', `/v1/webhooks/${hook.id}/test`)
    await deliver()
    assert.equal(received.length, 0)
    assert.match((await deliveries(hook))[0]?.last_error ?? '', /private network/)
  })

  test('nor by one that changes it between the check and the connection: it is asked once, and that address is used', async () => {
    names.set('pinned.example', ['127.0.0.1', '127.0.0.1', '127.0.0.2'])
    const hook = await added('pinned.example')
    await api.call('POST', `/v1/webhooks/${hook.id}/test`)
    await deliver()
    assert.equal(received[0]?.headers.host, `pinned.example:${port}`)
    assert.deepEqual(names.get('pinned.example'), ['127.0.0.2'])
    assert.equal((await deliveries(hook))[0]?.state, 'delivered')
  })
})

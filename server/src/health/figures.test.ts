import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Problem } from '../http/contract.ts'
import { startApi, type ApiUnderTest } from '../http/testing.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import type { Health } from './contract.ts'
import { createWorkerEndpoint } from './worker-endpoint.ts'

const metricsToken = 'a-token-of-this-test'
let api: ApiUnderTest
before(async () => void (api = await startApi({ settings: { metricsToken } })))
after(() => api.close())

const bearing = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

test('with a METRICS_TOKEN, figures are for who has it; how the parts stand, and the probes, are for all', async () => {
  for (const other of ['', 'a-token-of-this-tes', api.token]) {
    const metrics = await api.call<Problem>('GET', '/metrics', bearing(other))
    assert.deepEqual([metrics.status, metrics.body.code], [401, 'auth.required'])
    const { body, status } = await api.call<Health>('GET', '/health', bearing(other))
    assert.equal(status, 200)
    assert.deepEqual(body.checks.database, { status: 'healthy' })
    assert.doesNotMatch(JSON.stringify(body), /\d/)
  }
  assert.match(String((await api.call('GET', '/metrics', bearing(metricsToken))).bytes), /ledger_lift_/)
  assert.ok(
    (await api.call<Health>('GET', '/health', bearing(metricsToken))).body.checks.database.pool.size > 0,
  )
  for (const probe of ['/livez', '/readyz'])
    assert.equal((await api.call('GET', probe, { headers: { authorization: '' } })).status, 200)
})

test('a worker asks for it, too', async () => {
  const { db, pool } = api.database
  const endpoint = createWorkerEndpoint({ db, pool, metrics: createMetrics(), metricsToken })
  try {
    const address = await endpoint.listen({ host: '127.0.0.1', port: 0 })
    const status = async (path: string, token = '') => (await fetch(address + path, bearing(token))).status
    assert.deepEqual([await status('/metrics'), await status('/metrics', metricsToken)], [401, 200])
    assert.deepEqual([await status('/livez'), await status('/readyz')], [200, 200])
  } finally {
    await endpoint.close()
  }
})

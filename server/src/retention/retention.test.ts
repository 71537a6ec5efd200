import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { EventList } from '../documents/contract.ts'
import { verifyCertificate, type Certificate } from '../evidence/certificate.ts'
import { verifyBundle } from '../evidence/verify-bundle.ts'
import type { Problem } from '../http/contract.ts'
import { startApi, type ApiUnderTest } from '../http/testing.ts'
import { drainDeletions } from '../storage/drain-deletions.ts'
import type { LegalHold, Retention } from './contract.ts'
import { purgeExpired } from './purge-expired.ts'

let api: ApiUnderTest
before(async () => void (api = await startApi({ settings: { auditReads: 'all' } })))
after(() => api.close())

const address = (id: string, what = '') => `/v1/documents/${id}${what}`
const eventsOf = async (id: string) => (await api.call<EventList>('GET', address(id, '/events'))).body.items
const drain = () => drainDeletions({ db: api.database.db, storage: api.storage })

test('a legal hold stops a purge until it is released, and both are in the trail', async () => {
  const { id } = await api.completed()
  const put = await api.call<LegalHold>('PUT', address(id, '/legal-hold'), { body: { reference: 'case 17' } })
  assert.deepEqual([put.status, put.body.reference], [200, 'case 17'])
  const refused = await api.call<Problem>('DELETE', address(id))
  assert.deepEqual([refused.status, refused.body.code], [409, 'document.legal_hold'])
  assert.equal((await api.call('DELETE', address(id, '/legal-hold'))).status, 204)
  assert.equal((await api.call('DELETE', address(id))).status, 202)
  assert.deepEqual(
    (await eventsOf(id)).slice(-4).map(({ event_type }) => event_type),
    ['LEGAL_HOLD_PLACED', 'LEGAL_HOLD_RELEASED', 'PURGE_REQUESTED', 'PURGED'],
  )
})

test('the database itself keeps a document that is under a hold', async () => {
  const { id } = await api.registered()
  await api.call('PUT', address(id, '/legal-hold'), { body: { reference: 'case 18' } })
  await assert.rejects(api.database.pool.query('DELETE FROM documents WHERE id = $1', [id]), /legal_holds/)
})

test('a hold on a document that is not there is 404; a reference with control characters is refused', async () => {
  const id = '01890000-0000-7000-8000-000000000000'
  const hold = (body: object) => api.call<Problem>('PUT', address(id, '/legal-hold'), { body })
  assert.equal((await hold({ reference: 'x' })).body.code, 'document.not_found')
  assert.ok([400, 422].includes((await hold({ reference: 'a\nb' })).status))
})

test('retention purges what is older than its tenant keeps it, but nothing under a hold or in work', async () => {
  const [old, held, unfinished, young] = [
    await api.completed(),
    await api.completed(),
    await api.registered(),
    await api.completed(),
  ]
  const { db, pool } = api.database
  const aged = [old, held, unfinished].map(({ id }) => id)
  await pool.query(`UPDATE documents SET created_at = now() - interval '31 days' WHERE id = ANY($1)`, [aged])
  await api.call('PUT', address(held.id, '/legal-hold'), { body: { reference: 'case 19' } })
  const purge = (days: number | undefined) => purgeExpired({ db, documents: api.documents, days })
  assert.equal(await purge(undefined), 0)
  assert.equal(await purge(32), 0)
  const { body } = await api.call<Retention>('PUT', '/v1/retention', { body: { days: 30 } })
  assert.deepEqual(body, { days: 30, decided_by: 'tenant' })
  assert.equal(await purge(undefined), 1)
  const status = async ({ id }: { id: string }) => (await api.call('GET', address(id))).status
  assert.deepEqual(await Promise.all([old, held, unfinished, young].map(status)), [404, 200, 200, 200])
  assert.equal((await eventsOf(old.id)).at(-1)?.actor, 'system:retention')
})

const aged = async (...documents: readonly { readonly id: string }[]) => {
  const ids = documents.map(({ id }) => id)
  await api.database.pool.query(
    `UPDATE documents SET created_at = now() - interval '40 days' + (id = $2)::int * interval '1 hour' WHERE id = ANY($1)`,
    [ids, ids.at(-1)],
  )
}

for (const [how, error] of [
  ['fails', `'stuck'`],
  ['takes longer than a statement may', `'stuck' USING ERRCODE = 'query_canceled'`],
] as const)
  test(`a document whose purge ${how} is named and tried again, and keeps none of the others`, async () => {
    const { db, pool } = api.database
    const [stuck, free] = [await api.completed(), await api.completed()]
    await aged(stuck, free)
    await pool.query(
      `CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE ${error}; END $$`,
    )
    await pool.query(
      `CREATE TRIGGER refuse BEFORE DELETE ON documents FOR EACH ROW WHEN (OLD.id = '${stuck.id}') EXECUTE FUNCTION refuse()`,
    )
    const purge = () => purgeExpired({ db, documents: api.documents, days: 30, atOnce: 1 })
    await assert.rejects(purge(), new RegExp(`1 document .*${stuck.id}: .*stuck`))
    const status = async ({ id }: { id: string }) => (await api.call('GET', address(id))).status
    assert.deepEqual(await Promise.all([stuck, free].map(status)), [200, 404])
    await pool.query('DROP TRIGGER refuse ON documents')
    assert.equal(await purge(), 1)
    assert.equal(await status(stuck), 404)
  })

test('what changes between the look and the purge counts: the policy, a hold, work that began', async () => {
  const { db, pool } = api.database
  const change: Readonly<Record<string, (id: string) => Promise<unknown>>> = {
    policy: () => api.call('PUT', '/v1/retention', { body: { days: null } }),
    hold: (id) => api.call('PUT', address(id, '/legal-hold'), { body: { reference: 'case 20' } }),
    work: (id) => api.call('POST', address(id, '/reprocess')),
  }
  for (const [what, meanwhile] of Object.entries(change)) {
    await api.call('PUT', '/v1/retention', { body: { days: 30 } })
    const document = await api.completed()
    await aged(document)
    const purge: typeof api.documents.purge = async (...args) => {
      await meanwhile(document.id)
      return await api.documents.purge(...args)
    }
    assert.equal(await purgeExpired({ db, documents: { purge }, days: undefined }), 0, what)
    assert.equal((await api.call('GET', address(document.id))).status, 200, what)
    await pool.query('UPDATE documents SET created_at = now() WHERE id = $1', [document.id])
  }
})

test('a purge leaves no object, row or name, and a certificate that verifies by itself says so', async () => {
  const { id, s3_key } = await api.completed('Umsatz der Geheim AG.pdf')
  const certificate = () => api.call<Certificate & Problem>('GET', address(id, '/deletion-certificate'))
  assert.equal((await certificate()).body.code, 'document.not_purged')
  await api.call('DELETE', address(id))
  assert.equal((await certificate()).body.code, 'document.purge_pending')
  await drain()
  const { status, bytes } = await certificate()
  assert.equal(status, 200)
  const verdict = verifyCertificate(bytes)
  assert.deepEqual([verdict.findings, verdict.document], [[], id])
  for (const [from, to] of [
    [/"requested_by":"\w/, '"requested_by":"x'],
    [/"confirmed_at":"2/, '"confirmed_at":"1'],
    [/"event_type":"PURGED"/, '"event_type":"EXPORTED"'],
    [/"position":\d+/, '"position":0'],
  ] as const)
    assert.notDeepEqual(verifyCertificate(Buffer.from(bytes.toString().replace(from, to))).findings, [], to)

  const keys: string[] = []
  for await (const { key } of api.storage.list('')) keys.push(key)
  assert.ok(!keys.some((key) => key.includes(id) || key === s3_key))
  const { rows } = await api.database.pool.query<{ table_name: string }>(
    `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  )
  for (const { table_name } of rows) {
    const found = await api.database.pool.query(
      `SELECT count(*)::integer AS rows FROM ${table_name} each WHERE to_jsonb(each)::text LIKE '%Geheim%'`,
    )
    assert.deepEqual(found.rows, [{ rows: 0 }], table_name)
  }
})

test('an evidence bundle comes over HTTP and is itself in the trail', async () => {
  const { id } = await api.completed()
  const { status, bytes, headers } = await api.call('GET', address(id, '/bundle.zip'))
  assert.deepEqual([status, headers.get('content-type')], [200, 'application/zip'])
  const verdict = verifyBundle(bytes)
  // The fixture's result names another source than the bytes that were registered: nobody read them.
  assert.deepEqual(
    verdict.findings.filter((finding) => !/another file|of the trail/.test(finding)),
    [],
  )
  assert.equal((await eventsOf(id)).at(-1)?.event_metadata['format'], 'bundle')
})

test('reads are in the trail where that is configured: a result each time, looks once in a while', async () => {
  const { id, run } = await api.completed()
  for (const what of ['/result.json', '/artifacts', '/result.json', '/artifacts', '/pages/1/preview.png'])
    assert.equal((await api.call('GET', address(id, what))).status, 200)
  const reads = (await eventsOf(id)).filter(({ event_type }) => event_type === 'READ')
  assert.deepEqual(
    reads.map(({ event_metadata }) => event_metadata['what']),
    ['result', 'artifacts', 'result', 'previews'],
  )
  assert.deepEqual([...new Set(reads.map(({ run_id }) => run_id))], [run])
})

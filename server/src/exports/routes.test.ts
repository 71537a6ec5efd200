import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { sha256Hex } from '@ledger-lift/extraction'
import type { EventList } from '../documents/contract.ts'
import type { Problem } from '../http/contract.ts'
import { startApi, type ApiUnderTest } from '../http/testing.ts'

let api: ApiUnderTest
before(async () => {
  api = await startApi()
})
after(() => api.close())

for (const [format, type, start] of [
  ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'PK'],
  ['csv', 'application/zip', 'PK'],
  ['md', 'text/markdown; charset=utf-8', '# q3.pdf'],
  ['json', 'application/json; charset=utf-8', '{'],
] as const)
  test(`export.${format} is a download of that type, recorded in the trail`, async () => {
    const { id, run } = await api.completed()
    const { status, headers, bytes } = await api.call('GET', `/v1/documents/${id}/export.${format}`)
    assert.deepEqual([status, headers.get('content-type')], [200, type])
    assert.ok(bytes.toString('latin1').startsWith(start))
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    const { body } = await api.call<EventList>('GET', `/v1/documents/${id}/events`)
    const event = body.items.at(-1)
    assert.equal(event?.event_type, 'EXPORTED')
    assert.partialDeepStrictEqual(event?.event_metadata, {
      format,
      bytes: bytes.length,
      sha256: sha256Hex(bytes),
    })
    assert.equal(event?.actor, 'local')
    const stored = await api.database.db
      .selectFrom('processing_events')
      .select('run_id')
      .where('document_id', '=', id)
      .where('sequence', '=', event?.sequence ?? 0)
      .executeTakeFirstOrThrow()
    assert.equal(stored.run_id, run)
  })

test('the file is named after the document, in any script', async () => {
  const { id } = await api.completed('Umsätze "2018".PDF')
  const { headers } = await api.call('GET', `/v1/documents/${id}/export.xlsx`)
  assert.equal(
    headers.get('content-disposition'),
    `attachment; filename="Ums?tze \\"2018\\".xlsx"; filename*=UTF-8''Ums%C3%A4tze%20%222018%22.xlsx`,
  )
})

test('another format is 404 and names those there are', async () => {
  const { id } = await api.completed()
  const { status, body } = await api.call<Problem>('GET', `/v1/documents/${id}/export.docx`)
  assert.deepEqual([status, body.code], [404, 'export.format_unknown'])
  assert.match(body.detail, /xlsx, csv, md, json/)
})

test('a HEAD is no export', async () => {
  const { id } = await api.completed()
  assert.equal((await api.call('HEAD', `/v1/documents/${id}/export.xlsx`)).status, 405)
  const { body } = await api.call<EventList>('GET', `/v1/documents/${id}/events`)
  assert.ok(!body.items.some((event) => event.event_type === 'EXPORTED'))
})

test('ten at once get the same bytes, and the server goes on answering', async () => {
  const { id } = await api.completed()
  const exports = Promise.all(
    Array.from({ length: 10 }, () => api.call('GET', `/v1/documents/${id}/export.xlsx`)),
  )
  await turn()
  assert.equal((await api.call('GET', '/livez')).status, 200)
  const answers = await exports
  assert.deepEqual(new Set(answers.map(({ status, bytes }) => `${status} ${sha256Hex(bytes)}`)).size, 1)
  const { body } = await api.call<EventList>('GET', `/v1/documents/${id}/events`)
  assert.equal(body.items.filter((event) => event.event_type === 'EXPORTED').length, 10)
})

test('a result that is gone from the store is named, and nothing is recorded', async () => {
  const { id } = await api.completed()
  const run = await api.database.db
    .selectFrom('processing_runs')
    .select('result_key')
    .where('document_id', '=', id)
    .executeTakeFirstOrThrow()
  await api.storage.delete([run.result_key ?? ''])
  const { status, body } = await api.call<Problem>('GET', `/v1/documents/${id}/export.xlsx`)
  assert.deepEqual([status, body.code], [404, 'storage.not_found'])
  const { body: trail } = await api.call<EventList>('GET', `/v1/documents/${id}/events`)
  assert.ok(!trail.items.some((event) => event.event_type === 'EXPORTED'))
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { smallResult } from '../http/fixtures.ts'
import type { Problem } from '../http/contract.ts'
import { PNG, startApi, type ApiUnderTest } from '../http/testing.ts'
import { newId } from '../ids.ts'
import type { StoredArtifact } from './artifact-schema.ts'
import type { ArtifactList, NoteList, PageList } from './contract.ts'

let api: ApiUnderTest
let document: Awaited<ReturnType<ApiUnderTest['completed']>>
let path: string
before(async () => {
  api = await startApi()
  document = await api.completed()
  path = `/v1/documents/${document.id}`
})
after(() => api.close())

test('pages come with the address of their image', async () => {
  const { body } = await api.call<PageList>('GET', `${path}/pages`)
  const preview_url = `${path}/pages/1/preview.png?run=${document.run}`
  assert.deepEqual(body, { items: [{ ...smallResult().pages[0], preview_url }], next: null })
})

test('notes are those of the published run', async () => {
  const noted = await api.completed()
  const notes = [{ code: 'page.failed', page: 2, message: 'Page 2 could not be read.' }]
  await api.database.db
    .updateTable('processing_runs')
    .set({ notes: JSON.stringify(notes) })
    .where('id', '=', noted.run)
    .execute()
  const { status, body } = await api.call<NoteList>('GET', `/v1/documents/${noted.id}/notes`)
  assert.deepEqual([status, body], [200, { items: notes, next: null }])
})

test('a page’s image is streamed, and cached for good under the address that names its run', async () => {
  const named = await api.call('GET', `${path}/pages/1/preview.png?run=${document.run}`)
  assert.deepEqual([named.status, named.headers.get('content-type')], [200, 'image/png'])
  assert.deepEqual(named.bytes, PNG)
  assert.match(named.headers.get('cache-control') ?? '', /immutable/)
  const plain = await api.call('GET', `${path}/pages/1/preview.png`)
  assert.equal(plain.headers.get('cache-control'), 'private, no-cache')
  const etag = plain.headers.get('etag') ?? ''
  const known = await api.call('GET', `${path}/pages/1/preview.png`, {
    headers: { 'if-none-match': `"x", W/${etag}` },
  })
  assert.deepEqual([known.status, known.bytes.length], [304, 0])
})

test('a page without an image is 404', async () => {
  for (const number of ['2', '0', '-1', '1e0', 'x', '99999999999']) {
    const { status, body } = await api.call<Problem>('GET', `${path}/pages/${number}/preview.png`)
    assert.deepEqual([status, body.code], [404, 'page.not_found'])
  }
})

test('artifacts are those of the result, in reading order, with the key of their object', async () => {
  const { body } = await api.call<ArtifactList>('GET', `${path}/artifacts`)
  const s3_key = body.items[0]?.s3_key ?? ''
  assert.match(s3_key, new RegExp(`${document.run}/result.json$`))
  assert.deepEqual(
    body.items,
    smallResult().artifacts.map((artifact) => ({ ...artifact, s3_key })),
  )
})

for (const [query, ids] of [
  ['type=table', ['p1-table-1']],
  ['type=figure', []],
  ['page=1', ['p1-text-1', 'p1-table-1']],
  ['page=2', []],
  ['min_confidence=0.95', ['p1-text-1']],
  ['min_confidence=0.9', ['p1-text-1', 'p1-table-1']],
] as const)
  test(`artifacts?${query}`, async () => {
    const { body } = await api.call<ArtifactList>('GET', `${path}/artifacts?${query}`)
    assert.deepEqual(
      body.items.map((item) => item.id),
      ids,
    )
  })

for (const query of [
  'type=chart',
  'page=0',
  'page=99999999999',
  'min_confidence=1.1',
  'min_confidence=.5',
  'min_confidence=NaN',
])
  test(`artifacts?${query} is refused`, async () => {
    const { status, body } = await api.call<Problem>('GET', `${path}/artifacts?${query}`)
    assert.deepEqual([status, body.errors?.[0]?.pointer], [400, `/query/${query.split('=')[0]}`])
  })

test('artifacts are given page by page, until the document is worked again', async () => {
  const row = await api.completed()
  const list = `/v1/documents/${row.id}/artifacts?limit=1`
  const { body: first } = await api.call<ArtifactList>('GET', list)
  const { body: second } = await api.call<ArtifactList>('GET', `${list}&cursor=${first.next}`)
  assert.deepEqual([first.items[0]?.id, second.items[0]?.id, second.next], ['p1-text-1', 'p1-table-1', null])
  await api.documents.reprocess(row.tenant_id, row.id, 'local')
  await api.publish(row)
  const stale = await api.call<Problem>('GET', `${list}&cursor=${first.next}`)
  assert.deepEqual([stale.status, stale.body.code], [400, 'request.cursor_invalid'])
})

test('one artifact, or none of that id', async () => {
  const { body } = await api.call<StoredArtifact>('GET', `${path}/artifacts/p1-table-1`)
  assert.deepEqual([body.type, body.id], ['table', 'p1-table-1'])
  for (const id of ['p9-table-1', '%00', encodeURIComponent("' OR 1=1 --"), 'x'.repeat(500)]) {
    const { status, body } = await api.call<Problem>('GET', `${path}/artifacts/${id}`)
    assert.deepEqual([status, body.code], [404, 'artifact.not_found'])
  }
})

test('the whole result is the stored one, with its hash as ETag', async () => {
  const { status, headers, body } = await api.call<object>('GET', `${path}/result.json`)
  const expected = smallResult()
  assert.deepEqual([status, headers.get('etag')], [200, `"${expected.result_hash}"`])
  assert.deepEqual(body, expected)
  const again = await api.call('GET', `${path}/result.json`, {
    headers: { 'if-none-match': `"${expected.result_hash}"` },
  })
  assert.equal(again.status, 304)
  assert.equal(
    (await api.call('HEAD', `${path}/result.json`)).headers.get('content-length'),
    headers.get('content-length'),
  )
})

test('before there is a result: 409, and when to ask again', async () => {
  const { id } = await api.registered()
  for (const rest of [
    'pages',
    'pages/1/preview.png',
    'artifacts',
    'artifacts/p1-table-1',
    'result.json',
    'export.xlsx',
  ]) {
    const { status, body, headers } = await api.call<Problem>('GET', `/v1/documents/${id}/${rest}`)
    assert.deepEqual([status, body.code, headers.get('retry-after')], [409, 'document.not_ready', '2'], rest)
  }
})

test('of an unknown document: 404', async () => {
  for (const rest of [
    'pages',
    'pages/1/preview.png',
    'artifacts',
    'artifacts/p1-table-1',
    'result.json',
    'export.xlsx',
  ]) {
    const { status, body } = await api.call<Problem>('GET', `/v1/documents/${newId()}/${rest}`)
    assert.deepEqual([status, body.code], [404, 'document.not_found'], rest)
  }
})

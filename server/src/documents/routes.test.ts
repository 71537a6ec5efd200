import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sha256Hex } from '@ledger-lift/extraction'
import { sql } from 'kysely'
import type { Problem } from '../http/contract.ts'
import { startApi, type ApiUnderTest } from '../http/testing.ts'
import { DEFAULT_TENANT, newId, type DocumentId, type RunId } from '../ids.ts'
import type { BatchResponse, Document, DocumentList, EventList, Purged } from './contract.ts'

let api: ApiUnderTest
before(async () => {
  api = await startApi()
})
after(() => api.close())

const PDF = Buffer.from('%PDF-1.7\n%%EOF\n')
const base = { original_filename: 'q3.pdf', content_type: 'application/pdf', file_size: PDF.byteLength }

async function uploaded(bytes = PDF, contentType = 'application/pdf'): Promise<string> {
  const s3Key = `${DEFAULT_TENANT}/uploads/${newId()}/q3.pdf`
  await api.storage.put(s3Key, bytes, { contentType })
  return s3Key
}

test('a registered document is queued, and given back', async () => {
  const s3_key = await uploaded()
  const sha256_hash = sha256Hex(PDF).toUpperCase()
  const answer = await api.call<Document>('POST', '/v1/documents', { body: { ...base, s3_key, sha256_hash } })
  assert.equal(answer.status, 201)
  assert.equal(answer.headers.get('location'), `/v1/documents/${answer.body.id}`)
  assert.partialDeepStrictEqual(answer.body, {
    ...base,
    s3_key,
    sha256_hash: sha256_hash.toLowerCase(),
    processing_status: 'UPLOADED',
    error_code: null,
    page_count: null,
    progress: { stage: 'queued', pages_done: 0, pages_total: null },
    completed_at: null,
  })
  const { body: again } = await api.call<Document>('GET', `/v1/documents/${answer.body.id}`)
  assert.deepEqual(again, answer.body)
  const { rows } = await sql<{ jobs: number }>`
    SELECT count(*)::int AS jobs FROM pgboss.job WHERE singleton_key = ${answer.body.id}`.execute(
    api.database.db,
  )
  assert.equal(rows[0]?.jobs, 1)
})

test('a document without a hash is bound to the object that was looked at', async () => {
  const s3_key = await uploaded()
  const { body } = await api.call<Document>('POST', '/v1/documents', { body: { ...base, s3_key } })
  const row = await api.database.db
    .selectFrom('documents')
    .select('upload_etag')
    .where('s3_key', '=', body.s3_key)
    .executeTakeFirstOrThrow()
  assert.equal(row.upload_etag, (await api.storage.head(s3_key)).etag)
})

test('a filename loses its path and what cannot be seen', async () => {
  const body = { ...base, s3_key: await uploaded(), original_filename: 'C:\\evil\\..\\\u202eq3\u0000.pdf' }
  assert.equal((await api.call<Document>('POST', '/v1/documents', { body })).body.original_filename, 'q3.pdf')
})

const refused = async (change: object, status: number, code: string) => {
  const answer = await api.call<Problem>('POST', '/v1/documents', { body: { ...base, ...change } })
  assert.deepEqual([answer.status, answer.body.code], [status, code])
  return answer.body
}

test('an object is looked at before it becomes a document', async () => {
  const s3_key = await uploaded()
  await refused({ s3_key: `${DEFAULT_TENANT}/uploads/${newId()}/none.pdf` }, 409, 'upload.missing')
  await refused({ s3_key: '../../etc/passwd' }, 409, 'upload.missing')
  await refused({ s3_key: `${newId()}/uploads/a/q3.pdf` }, 409, 'upload.missing')
  await refused({ s3_key, file_size: 99 }, 409, 'upload.size_mismatch')
  await refused({ s3_key, sha256_hash: 'ab'.repeat(32) }, 409, 'upload.checksum_mismatch')
  const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  await refused({ s3_key, content_type: docx }, 409, 'upload.type_mismatch')
  const text = await uploaded(Buffer.from('just a text\n1234'))
  await refused({ s3_key: text, file_size: 16 }, 409, 'upload.type_mismatch')
})

test('what cannot be a document is refused', async () => {
  const s3_key = await uploaded()
  await refused({ s3_key, content_type: 'image/png' }, 422, 'upload.type_not_supported')
  await refused({ s3_key, file_size: 0 }, 422, 'upload.empty')
  await refused({ s3_key, file_size: 2 ** 40 }, 422, 'upload.too_large')
  await refused({ s3_key, original_filename: ' / ' }, 422, 'upload.filename_invalid')
  await refused({ s3_key, original_filename: 'x'.repeat(256) }, 422, 'upload.filename_invalid')
  await refused({ s3_key, sha256_hash: 'abc' }, 422, 'request.unprocessable')
  await refused({ s3_key, file_size: -1 }, 422, 'request.unprocessable')
  await refused({}, 422, 'request.unprocessable')
})

test('of ten registrations of one key at once, one is made; the others are told which', async () => {
  const body = { ...base, s3_key: await uploaded() }
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => api.call<Document & Problem>('POST', '/v1/documents', { body })),
  )
  const [made] = answers.filter((answer) => answer.status === 201)
  const others = answers.filter(
    (answer) => answer.status === 409 && answer.body.code === 'document.duplicate',
  )
  assert.equal(others.length, 9)
  for (const { body } of others) assert.equal(body.existing_id, made?.body.id)
})

test('in a batch, one wrong document does not concern the others', async () => {
  const documents = [
    { ...base, s3_key: await uploaded() },
    { ...base },
    { ...base, s3_key: `${DEFAULT_TENANT}/uploads/${newId()}/none.pdf` },
    { ...base, s3_key: await uploaded(), original_filename: 'last.pdf' },
  ]
  const { status, body } = await api.call<BatchResponse>('POST', '/v1/documents/batch', {
    body: { documents },
  })
  assert.equal(status, 207)
  assert.deepEqual(
    body.items.map((item) => [
      item.status,
      'problem' in item ? item.problem.code : item.document.original_filename,
    ]),
    [
      [201, 'q3.pdf'],
      [422, 'request.unprocessable'],
      [409, 'upload.missing'],
      [201, 'last.pdf'],
    ],
  )
  const none = await api.call<Problem>('POST', '/v1/documents/batch', { body: { documents: [] } })
  assert.deepEqual([none.status, none.body.errors?.[0]?.pointer], [422, '/documents'])
})

test('the list is newest first, page by page, each document once', async () => {
  const tag = newId().slice(-12)
  const made = await Promise.all(
    Array.from({ length: 7 }, (_, index) => api.registered(`${tag} ${index}.pdf`)),
  )
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const query = new URLSearchParams({ q: tag, limit: '3', ...(cursor !== null && { cursor }) })
    const { body }: { body: DocumentList } = await api.call<DocumentList>('GET', `/v1/documents?${query}`)
    seen.push(...body.items.map((item) => item.id))
    cursor = body.next
  } while (cursor !== null)
  assert.equal(seen.length, 7)
  assert.deepEqual(seen.toSorted(), made.map((row) => row.id).toSorted())
})

test('the list is narrowed by status, filename and time', async () => {
  const tag = newId().slice(-12)
  const done = await api.completed(`${tag} 50%_a.pdf`)
  const waiting = await api.registered(`${tag} 50xxa.PDF`)
  const ids = async (query: Record<string, string>) => {
    const { body } = await api.call<DocumentList>('GET', `/v1/documents?${new URLSearchParams(query)}`)
    return body.items.map((item) => item.id)
  }
  assert.deepEqual(await ids({ q: tag, status: 'COMPLETED' }), [done.id])
  assert.deepEqual(await ids({ q: tag, status: 'FAILED' }), [])
  assert.deepEqual(await ids({ q: `${tag} 50%_A` }), [done.id], 'wildcards are plain characters')
  assert.deepEqual(await ids({ q: tag.toUpperCase() }), [waiting.id, done.id])
  assert.deepEqual(await ids({ q: tag, created_after: done.created_at.toISOString() }), [waiting.id])
  assert.deepEqual(await ids({ q: tag, created_after: new Date(Date.now() + 60_000).toISOString() }), [])
})

for (const query of [
  'limit=0',
  'q=%00',
  'created_after=0000-01-01T00:00:00Z',
  'limit=201',
  'limit=1.5',
  'limit=1e2',
  'limit=%2B5',
  'limit=',
  'limit=0x10',
  'limit=5&limit=6',
  'status=DONE',
  'created_after=yesterday',
  'created_after=2024-13-45T00:00:00Z',
  'stauts=FAILED',
  `q=${'x'.repeat(256)}`,
])
  test(`GET /v1/documents?${query.slice(0, 40)} is a 400 that points at it`, async () => {
    const { status, body } = await api.call<Problem>('GET', `/v1/documents?${query}`)
    assert.deepEqual([status, body.code], [400, 'request.invalid'])
    assert.deepEqual(
      body.errors?.map((error) => error.pointer),
      [`/query/${query.split('=', 1)[0]}`],
    )
  })

test('a cursor of another list, or none at all, is refused', async () => {
  const { id } = await api.completed()
  const { body: events } = await api.call<EventList>('GET', `/v1/documents/${id}/events?limit=1`)
  const forged = [
    events.next ?? '',
    'x',
    Buffer.from('["documents",[5]]').toString('base64url'),
    Buffer.from(`["documents",["'; DROP TABLE documents","${id}"]]`).toString('base64url'),
    Buffer.from('["documents",[5,"x"]]').toString('base64url'),
  ]
  for (const cursor of forged) {
    const { status, body } = await api.call<Problem>(
      'GET',
      `/v1/documents?cursor=${encodeURIComponent(cursor)}`,
    )
    assert.deepEqual([status, body.code], [400, 'request.cursor_invalid'], cursor)
  }
})

test('what is no id and what is unknown are both 404', async () => {
  for (const id of ['1', 'x'.repeat(40), newId(), "'; DROP TABLE documents"])
    for (const [method, rest] of [
      ['GET', ''],
      ['GET', '/events'],
      ['GET', '/progress'],
      ['GET', '/pages'],
      ['POST', '/reprocess'],
      ['DELETE', ''],
    ] as const) {
      const { status, body } = await api.call<Problem>(
        method,
        `/v1/documents/${encodeURIComponent(id)}${rest}`,
      )
      assert.deepEqual([status, body.code], [404, 'document.not_found'], `${method} ${rest}`)
    }
})

test('the trail is given in order, page by page', async () => {
  const { id } = await api.completed()
  const { body: all } = await api.call<EventList>('GET', `/v1/documents/${id}/events`)
  assert.deepEqual(
    all.items.map((event) => event.sequence),
    all.items.map((_, index) => index + 1),
  )
  assert.equal(all.items.at(0)?.event_type, 'DOCUMENT_UPLOADED')
  assert.equal(all.items.at(-1)?.to_status, 'COMPLETED')
  const { body: first } = await api.call<EventList>('GET', `/v1/documents/${id}/events?limit=2`)
  const { body: rest } = await api.call<EventList>('GET', `/v1/documents/${id}/events?cursor=${first.next}`)
  assert.deepEqual([...first.items, ...rest.items], all.items)
})

test('a completed document is worked again; one in work is not', async () => {
  const { id } = await api.completed()
  const again = await api.call<Document>('POST', `/v1/documents/${id}/reprocess`)
  assert.deepEqual([again.status, again.body.processing_status], [202, 'UPLOADED'])
  const twice = await api.call<Problem>('POST', `/v1/documents/${id}/reprocess`)
  assert.deepEqual([twice.status, twice.body.code], [409, 'document.busy'])
  assert.equal((await api.call('GET', `/v1/documents/${id}/result.json`)).status, 200, 'the old result stays')
})

test('a purged document is gone but for its trail', async () => {
  const { id } = await api.completed()
  const answer = await api.call<Purged>('DELETE', `/v1/documents/${id}`)
  assert.deepEqual([answer.status, answer.body], [202, { id }])
  for (const rest of ['', '/pages', '/artifacts', '/result.json', '/export.csv'])
    assert.equal((await api.call('GET', `/v1/documents/${id}${rest}`)).status, 404, rest)
  const { body } = await api.call<EventList>('GET', `/v1/documents/${id}/events`)
  assert.equal(body.items.at(-1)?.event_type, 'PURGED')
  assert.equal((await api.call('DELETE', `/v1/documents/${id}`)).status, 404)
})

test('a failed document says why and can be worked again', async () => {
  const { id } = await api.registered()
  const run = newId<RunId>()
  await api.documents.startRun({
    document: id,
    run,
    workerId: 'host/1',
    engineVersion: '1',
    engineFingerprint: 'f',
  })
  const failure = { code: 'document.damaged', message: 'The file is damaged beyond reading.' } as const
  await api.documents.failRun({ document: id, run }, failure, 'worker:host/1')
  const { body } = await api.call<Document>('GET', `/v1/documents/${id}`)
  assert.deepEqual(
    [body.processing_status, body.error_code, body.error_message],
    ['FAILED', failure.code, failure.message],
  )
  const pages = await api.call<Problem>('GET', `/v1/documents/${id}/pages`)
  assert.deepEqual([pages.status, pages.body.code], [409, 'document.not_ready'])
  assert.match(pages.body.detail, /damaged/)
  assert.equal((await api.call('POST', `/v1/documents/${id}/reprocess`)).status, 202)
})

test('the monitoring SQL of the contract runs as it stands', async () => {
  const { id } = await api.completed('monitored.pdf')
  const { rows: trail } = await api.database.pool.query(
    `SELECT d.id, d.original_filename, d.processing_status, e.event_type, e.message, e.created_at
FROM documents d LEFT JOIN processing_events e ON d.id = e.document_id
WHERE d.id = '<doc_id>' ORDER BY e.created_at;`.replace('<doc_id>', id satisfies DocumentId),
  )
  assert.equal(trail.at(0)?.event_type, 'DOCUMENT_UPLOADED')
  assert.equal(trail.at(-1)?.event_type, 'PROCESSING_COMPLETED')
  assert.ok(
    trail.every((row) => row.original_filename === 'monitored.pdf' && row.processing_status === 'COMPLETED'),
  )
  const { rows: counts } = await api.database.pool.query(
    `SELECT processing_status, COUNT(*) AS count, AVG(EXTRACT(EPOCH FROM (updated_at - created_at))) AS avg_processing_time
FROM documents GROUP BY processing_status;`,
  )
  const completed = counts.find((row) => row.processing_status === 'COMPLETED')
  assert.ok(Number(completed?.count) >= 1 && Number(completed?.avg_processing_time) >= 0)
})

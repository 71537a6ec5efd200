import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DEFAULT_TENANT, newId, type DocumentId, type RunId } from '../ids.ts'
import { newDocument, newPublication, newStart, serviceUnderTest, type ServiceUnderTest } from './fixtures.ts'

let t: ServiceUnderTest
before(async () => void (t = await serviceUnderTest()))
after(() => t.close())

const trail = (document: DocumentId) =>
  t.db
    .selectFrom('processing_events')
    .selectAll()
    .where('document_id', '=', document)
    .orderBy('sequence')
    .execute()
const row = (document: DocumentId) =>
  t.db.selectFrom('documents').selectAll().where('id', '=', document).executeTakeFirst()
const jobs = async (document: DocumentId) =>
  (
    await t.pool.query(
      "SELECT state, priority, start_after FROM pgboss.job WHERE singleton_key = $1 AND state < 'completed'",
      [document],
    )
  ).rows

test('registering gives the row as it is stored, the first event and the job', async () => {
  const document = await t.service.createDocument(newDocument({ priority: 3 }))

  assert.deepEqual(document, await row(document.id))
  assert.deepEqual(
    (await trail(document.id)).map(({ event_type, from_status, to_status }) => [
      event_type,
      from_status,
      to_status,
    ]),
    [['DOCUMENT_UPLOADED', null, 'UPLOADED']],
  )
  assert.deepEqual(
    (await jobs(document.id)).map(({ state, priority }) => [state, priority]),
    [['created', 3]],
  )
})

test('a key registered before is refused with the id of its document, and leaves nothing', async () => {
  const first = await t.service.createDocument(newDocument())
  await assert.rejects(t.service.createDocument(newDocument({ s3Key: first.s3_key })), {
    code: 'document.duplicate',
    context: { existing_id: first.id },
  })
  const { rows } = await t.pool.query(
    'SELECT FROM audit_trails WHERE NOT EXISTS (SELECT FROM documents WHERE id = document_id)',
  )
  assert.equal(rows.length, 0)
})

test('ten registrations of one key at once give one document', async () => {
  const input = newDocument()
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => t.service.createDocument(input)))
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
})

test('of many registered at once only the one that cannot be is refused', async () => {
  const { s3_key } = await t.service.createDocument(newDocument())
  const inputs = Array.from({ length: 150 }, (_, index) => newDocument(index === 70 ? { s3Key: s3_key } : {}))
  const results = await Promise.allSettled(inputs.map((input) => t.service.createDocument(input)))
  assert.deepEqual(
    results.flatMap(({ status }, index) => (status === 'rejected' ? [index] : [])),
    [70],
  )
  const ids = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.id] : []))
  const stored = await t.db.selectFrom('documents').select('s3_key').where('id', 'in', ids).execute()
  assert.deepEqual(
    stored.map((row) => row.s3_key).toSorted(),
    inputs.flatMap(({ s3Key }, index) => (index === 70 ? [] : [s3Key])).toSorted(),
  )
  assert.equal((await jobs(ids[149 - 1] ?? assert.fail())).length, 1)
})

async function started(): Promise<{ document: DocumentId; run: RunId }> {
  const { id: document } = await t.service.createDocument(newDocument())
  const run = newId<RunId>()
  await t.service.startRun(newStart(document, run))
  return { document, run }
}

test('a run that publishes completes the document', async () => {
  const { document, run } = await started()
  await t.service.publishRun(newPublication(document, run, { pages: 3, artifacts: 5 }), 'worker:host/1')

  const completed = await row(document)
  assert.equal(completed?.processing_status, 'COMPLETED')
  assert.equal(completed.published_run_id, run)
  assert.equal(completed.sha256_hash, 'a'.repeat(64))
  assert.equal(completed.pages_done, 3)
  const artifacts = await t.db
    .selectFrom('artifacts')
    .selectAll()
    .where('run_id', '=', run)
    .orderBy('ordinal')
    .execute()
  assert.deepEqual(
    artifacts.map(({ content }) => content),
    newPublication(document, run, { pages: 3, artifacts: 5 }).result.artifacts,
  )
  const pages = await t.db
    .selectFrom('pages')
    .select(['number', 'preview_key'])
    .where('run_id', '=', run)
    .orderBy('number')
    .execute()
  assert.deepEqual(
    pages.map(({ preview_key }) => preview_key !== null),
    [true, false, false],
  )
})

test('publishing the same run again changes nothing', async () => {
  const { document, run } = await started()
  await t.service.publishRun(newPublication(document, run), 'worker:host/1')
  await t.service.publishRun(newPublication(document, run), 'worker:host/1')
  assert.equal((await trail(document)).length, 4)
})

test('text that PostgreSQL cannot hold is published with its marks replaced', async () => {
  const { document, run } = await started()
  const publication = newPublication(document, run, { pages: 1, artifacts: 1 })
  const [artifact] = publication.result.artifacts
  assert.ok(artifact?.type === 'text')
  const artifacts = [{ ...artifact, text: 'a\0b\ud800c' }]
  await t.service.publishRun(
    { ...publication, result: { ...publication.result, artifacts } },
    'worker:host/1',
  )
  const stored = await t.db
    .selectFrom('artifacts')
    .select('content')
    .where('run_id', '=', run)
    .executeTakeFirstOrThrow()
  assert.deepEqual(stored.content, { ...artifact, text: 'a\ufffdb\ufffdc' })
})

test('a new publication supersedes the old one and lists its objects for deletion', async () => {
  const { document, run: old } = await started()
  await t.service.publishRun(newPublication(document, old), 'worker:host/1')
  await t.service.reprocess(DEFAULT_TENANT, document, 'user:ada')
  assert.equal((await row(document))?.published_run_id, old)
  const run = newId<RunId>()
  await t.service.startRun(newStart(document, run))
  await t.service.publishRun(newPublication(document, run), 'worker:host/1')

  const runs = await t.db
    .selectFrom('processing_runs')
    .select(['id', 'status'])
    .where('document_id', '=', document)
    .orderBy('id')
    .execute()
  assert.deepEqual(runs, [
    { id: old, status: 'SUPERSEDED' },
    { id: run, status: 'PUBLISHED' },
  ])
  assert.deepEqual(await t.db.selectFrom('pages').select('number').where('run_id', '=', old).execute(), [])
  const deletions = await t.db
    .selectFrom('pending_deletions')
    .select(['key', 'reason'])
    .where('document_id', '=', document)
    .execute()
  assert.deepEqual(deletions, [
    { key: `${DEFAULT_TENANT}/documents/${document}/runs/${old}/`, reason: 'superseded' },
  ])
})

test('batches kept for a later attempt go with the publication', async () => {
  const { document, run } = await started()
  const batch = { document_id: document, tenant_id: DEFAULT_TENANT, engine_fingerprint: 'f' }
  await t.db
    .insertInto('kept_batches')
    .values({ ...batch, first_page: 1, last_page: 8, key: 'work/1-8' })
    .execute()
  await t.service.publishRun(newPublication(document, run), 'worker:host/1')
  assert.deepEqual(
    await t.db.selectFrom('kept_batches').selectAll().where('document_id', '=', document).execute(),
    [],
  )
  const deletions = await t.db
    .selectFrom('pending_deletions')
    .select(['key', 'reason'])
    .where('document_id', '=', document)
    .execute()
  assert.deepEqual(deletions, [{ key: 'work/1-8', reason: 'work_done' }])
})

test('a second worker takes a lease that ran out, and the first can write nothing more', async () => {
  const { document, run: lost } = await started()
  const run = newId<RunId>()
  await t.service.startRun(newStart(document, run))

  const ref = { document, run: lost }
  const failure = { code: 'processing.crashed', message: 'crashed' } as const
  const progress = { stage: 'extracting', pagesDone: 1, pagesTotal: 2 } as const
  for (const write of [
    () => t.service.publishRun(newPublication(document, lost), 'worker:host/1'),
    () => t.service.failRun(ref, failure, 'worker:host/1'),
    () => t.service.retryRun(ref, failure, new Date(), 'worker:host/1'),
    () => t.service.releaseRun(ref, 'worker:host/1'),
    () => t.service.recordProgress(ref, progress),
    () => t.service.recordProgress(ref, progress, true),
  ]) {
    await assert.rejects(write(), { code: 'processing.lease_lost' })
  }
  assert.deepEqual(
    (await trail(document)).map(({ event_type, to_status }) => [event_type, to_status]),
    [
      ['DOCUMENT_UPLOADED', 'UPLOADED'],
      ['PROCESSING_STARTED', 'PROCESSING'],
      ['RETRY_SCHEDULED', 'RETRYING'],
      ['PROCESSING_STARTED', 'PROCESSING'],
    ],
  )
})

test('a retry says why and when in the row, in the trail and to the queue', async () => {
  const { document, run } = await started()
  const due = new Date(Date.now() + 60_000)
  await t.service.retryRun(
    { document, run },
    { code: 'storage.unavailable', message: 'The store is away' },
    due,
    'worker:host/1',
  )

  const waiting = await row(document)
  assert.equal(waiting?.processing_status, 'RETRYING')
  assert.equal(waiting.error_code, 'storage.unavailable')
  assert.deepEqual(waiting.next_attempt_at, due)
  assert.equal((await trail(document)).at(-1)?.event_metadata['next_attempt_at'], due.toISOString())
  // The job of the registration waits still: no worker took it here.
  assert.deepEqual(
    (await jobs(document)).map(({ start_after }) => start_after),
    [due],
  )
})

test('a document handed back is due at once and has lost no attempt', async () => {
  const { document, run } = await started()
  await t.service.releaseRun({ document, run }, 'worker:host/1')
  const waiting = await row(document)
  assert.equal(waiting?.processing_status, 'RETRYING')
  assert.equal(waiting.attempt, 0)
})

test('what the state machine does not list is refused and changes nothing', async () => {
  const { document, run } = await started()
  await t.service.publishRun(newPublication(document, run), 'worker:host/1')
  const events = (await trail(document)).length
  await assert.rejects(t.service.startRun(newStart(document)), { code: 'document.illegal_transition' })
  await assert.rejects(
    t.service.updateProcessingStatus({
      document,
      to: 'RETRYING',
      failure: { code: 'processing.crashed', message: 'x' },
      nextAttemptAt: new Date(),
      type: 'RETRY_SCHEDULED',
      message: 'x',
      actor: 'user:ada',
    }),
    { code: 'document.illegal_transition' },
  )
  assert.equal((await trail(document)).length, events)
})

test('a document in work is not reprocessed', async () => {
  const { document } = await started()
  await assert.rejects(t.service.reprocess(DEFAULT_TENANT, document, 'user:ada'), { code: 'document.busy' })
})

test("another tenant's document is not there", async () => {
  const { document } = await started()
  const other = newId<typeof DEFAULT_TENANT>()
  await assert.rejects(t.service.purge(other, document, 'user:eve'), { code: 'document.not_found' })
})

test('failing a document from outside takes it from its worker', async () => {
  const { document, run } = await started()
  const event = await t.service.updateProcessingStatus({
    document,
    to: 'FAILED',
    failure: { code: 'processing.timed_out', message: 'Given up' },
    type: 'PROCESSING_FAILED',
    message: 'Given up',
    actor: 'cli:root',
  })
  assert.equal(event.to_status, 'FAILED')
  assert.deepEqual(await jobs(document), [])
  await assert.rejects(t.service.releaseRun({ document, run }, 'worker:host/1'), {
    code: 'processing.lease_lost',
  })
})

test('a purge leaves a trail of hashes and neither row nor name', async () => {
  const filename = 'secret name.pdf'
  const { id: document, s3_key } = await t.service.createDocument(newDocument({ originalFilename: filename }))
  const run = newId<RunId>()
  await t.service.startRun(newStart(document, run))
  await t.service.publishRun(newPublication(document, run), 'worker:host/1')
  await t.db
    .insertInto('idempotency_keys')
    .values({
      tenant_id: DEFAULT_TENANT,
      key: document,
      route: 'POST /v1/documents',
      request_hash: 'x',
      response_status: 201,
      response_body: JSON.stringify({ id: document, original_filename: filename }),
    })
    .execute()
  await t.service.purge(DEFAULT_TENANT, document, 'user:ada')

  for (const table of ['processing_runs', 'pages', 'artifacts', 'kept_batches'] as const) {
    assert.deepEqual(
      await t.db.selectFrom(table).select('document_id').where('document_id', '=', document).execute(),
      [],
    )
  }
  assert.equal(await row(document), undefined)
  assert.deepEqual(
    await t.db.selectFrom('idempotency_keys').select('key').where('key', '=', document).execute(),
    [],
  )
  assert.deepEqual(await jobs(document), [])
  const events = await trail(document)
  assert.equal(events.at(-1)?.event_type, 'PURGED')
  assert.ok(!JSON.stringify(events).includes('secret'))
  const deletions = await t.db
    .selectFrom('pending_deletions')
    .select('key')
    .where('reason', '=', 'purge')
    .where('document_id', '=', document)
    .orderBy('id')
    .execute()
  assert.deepEqual(
    deletions.map(({ key }) => key),
    [s3_key, `${DEFAULT_TENANT}/documents/${document}/`],
  )
  await assert.rejects(t.service.purge(DEFAULT_TENANT, document, 'user:ada'), { code: 'document.not_found' })
})

test('events of one document are in order of time, also when many are written in one millisecond', async () => {
  const { document } = await started()
  await Promise.all(
    Array.from({ length: 20 }, () =>
      t.service.recordEvent({ document, type: 'EXPORTED', message: 'Exported', actor: 'user:ada' }),
    ),
  )
  const times = (await trail(document)).map(({ created_at }) => created_at.getTime())
  assert.deepEqual(
    times,
    [...new Set(times)].sort((a, b) => a - b),
  )
})

test('three thousand pages are published in a few statements', async () => {
  const { document, run } = await started()
  await t.service.publishRun(newPublication(document, run, { pages: 3000, artifacts: 9000 }), 'worker:host/1')
  const { rows } = await t.pool.query('SELECT count(*) FROM artifacts WHERE run_id = $1', [run])
  assert.equal(rows[0].count, 9000)
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  newDocument,
  newPublication,
  newStart,
  serviceUnderTest,
  type ServiceUnderTest,
} from '../documents/fixtures.ts'
import { holdDocument } from '../documents/hold.ts'
import { DEFAULT_TENANT, newId, type DocumentId, type RunId } from '../ids.ts'
import { verifyTrails, type TrailVerdict } from './verify.ts'

let t: ServiceUnderTest
before(async () => void (t = await serviceUnderTest()))
after(() => t.close())

/** As somebody with every right would, past the triggers. */
async function tamper(statement: string, values: unknown[]): Promise<void> {
  const client = await t.pool.connect()
  try {
    await client.query('SET session_replication_role = replica')
    const { rowCount } = await client.query(statement, values)
    assert.ok(rowCount)
  } finally {
    await client.query('RESET session_replication_role')
    client.release()
  }
}

async function completed(): Promise<DocumentId> {
  const { id } = await t.service.createDocument(newDocument())
  const run = newId<RunId>()
  await t.service.startRun(newStart(id, run))
  await t.service.publishRun(newPublication(id, run), 'worker:host/1')
  return id
}

async function verdicts(document?: DocumentId): Promise<TrailVerdict[]> {
  const all: TrailVerdict[] = []
  for await (const verdict of verifyTrails(t.db, document)) all.push(verdict)
  return all
}

test('a trail as it was written has no findings, and says where it ends', async () => {
  const [verdict] = await verdicts(await completed())
  assert.deepEqual(verdict?.findings, [])
  assert.equal(verdict.events, 4)
  assert.match(verdict.headHash, /^[0-9a-f]{64}$/)
})

test('the trail of a purged document still verifies', async () => {
  const id = await completed()
  await t.service.purge(DEFAULT_TENANT, id, 'user:ada')
  assert.deepEqual((await verdicts(id))[0]?.findings, [])
})

const OTHER = {
  id: `gen_random_uuid()`,
  tenant_id: `gen_random_uuid()`,
  run_id: `gen_random_uuid()`,
  sequence: `sequence + 100`,
  event_type: `'EXPORTED'`,
  message: `message || '.'`,
  event_metadata: `event_metadata || '{"added": 1}'`,
  from_status: `CASE from_status WHEN 'FAILED' THEN 'COMPLETED' ELSE 'FAILED' END`,
  to_status: `CASE to_status WHEN 'FAILED' THEN 'COMPLETED' ELSE 'FAILED' END`,
  actor: `'user:eve'`,
  created_at: `created_at + interval '1 microsecond'`,
  prev_hash: `repeat('e', 64)`,
  hash: `repeat('e', 64)`,
}

test('a change of any column of any event is found', async () => {
  for (const [column, value] of Object.entries(OTHER)) {
    for (const sequence of [1, 2, 3, 4]) {
      const id = await completed()
      await tamper(
        `UPDATE processing_events SET ${column} = ${value} WHERE document_id = $1 AND sequence = $2`,
        [id, sequence],
      )
      const [verdict] = await verdicts(id)
      assert.notDeepEqual(verdict?.findings, [], `${column} of event ${sequence}`)
    }
  }
})

test('metadata under a key that JavaScript hides, or nested deeper than it can follow, is found', async () => {
  const deep = `(repeat('{"a":', 5000) || '1' || repeat('}', 5000))::jsonb`
  for (const value of [`event_metadata || '{"__proto__": {"added": 1}}'`, deep]) {
    const id = await completed()
    await tamper(`UPDATE processing_events SET event_metadata = ${value} WHERE document_id = $1`, [id])
    const [verdict] = await verdicts(id)
    assert.notDeepEqual(verdict?.findings, [])
  }
})

test('an event moved to another document is found in both', async () => {
  const [from, to] = [await completed(), await completed()]
  await tamper(
    'UPDATE processing_events SET document_id = $2, sequence = 5 WHERE document_id = $1 AND sequence = 4',
    [from, to],
  )
  for (const id of [from, to]) assert.notDeepEqual((await verdicts(id))[0]?.findings, [])
})

test('an event taken out is found, at either end and in between', async () => {
  for (const sequence of [1, 3, 4]) {
    const id = await completed()
    await tamper('DELETE FROM processing_events WHERE document_id = $1 AND sequence = $2', [id, sequence])
    assert.notDeepEqual((await verdicts(id))[0]?.findings, [], `event ${sequence}`)
  }
})

test('a status changed past the trail is found', async () => {
  const id = await completed()
  await tamper("UPDATE documents SET processing_status = 'UPLOADED', completed_at = NULL WHERE id = $1", [id])
  assert.deepEqual(
    (await verdicts(id))[0]?.findings.map(({ kind }) => kind),
    ['document'],
  )
})

test('a row taken away without a purge is found', async () => {
  const id = await completed()
  await tamper('DELETE FROM documents WHERE id = $1', [id])
  assert.deepEqual(
    (await verdicts(id))[0]?.findings.map(({ kind }) => kind),
    ['document'],
  )
})

test('a trail taken away is found', async () => {
  const id = await completed()
  await tamper('DELETE FROM audit_trails WHERE document_id = $1', [id])
  assert.deepEqual(
    (await verdicts(id))[0]?.findings.map(({ kind }) => kind),
    ['head'],
  )
})

test('a trail longer than is read at a time is verified to its end', async () => {
  const id = await completed()
  const draft = { type: 'EXPORTED', message: 'Exported', actor: 'user:ada' } as const
  await holdDocument({ db: t.db, clock: () => new Date() }, id, (held) =>
    held.record(...Array.from({ length: 1200 }, () => draft)),
  )
  const [verdict] = await verdicts(id)
  assert.equal(verdict?.events, 1204)
  assert.deepEqual(verdict.findings, [])
})

test('more trails than are read at a time are all verified', async () => {
  const registered = await Promise.all(
    Array.from({ length: 410 }, () => t.service.createDocument(newDocument())),
  )
  const sound = (await verdicts()).filter(({ findings }) => findings.length === 0)
  const seen = new Set(sound.map(({ document }) => document))
  assert.deepEqual(
    registered.filter(({ id }) => !seen.has(id)),
    [],
  )
})

test('the database refuses to change, remove or empty the events of the trail', async () => {
  const id = await completed()
  for (const statement of [
    `UPDATE processing_events SET message = 'x' WHERE document_id = '${id}'`,
    `DELETE FROM processing_events WHERE document_id = '${id}'`,
    'TRUNCATE processing_events',
  ]) {
    await assert.rejects(t.pool.query(statement), { message: /append-only/ })
  }
})

import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { forAllTenants } from '../db/tenancy.ts'
import { newDocument, serviceUnderTest, type ServiceUnderTest } from '../documents/fixtures.ts'
import type { ProcessingEvent } from '../events.ts'
import type { DocumentId } from '../ids.ts'
import { FilesystemStorage } from '../storage/filesystem/filesystem-storage.ts'
import { distributeCheckpoints } from './distribute.ts'
import { folderPlace } from './folder-place.ts'
import { hashOf } from './hash-chain.ts'
import { makeCheckpoints } from './make-checkpoint.ts'
import { objectPlace } from './places.ts'
import { signingKey } from './signing.ts'
import { verifyCheckpoints } from './verify-checkpoints.ts'
import { brokenTrails } from './verify.ts'

const key = signingKey(generateKeyPairSync('ed25519').privateKey)
const keyring = { signing: key, trusted: new Map([[key.id, key.publicKey]]) }
const clock = () => new Date()

let t: ServiceUnderTest
let folder: string
before(async () => void (t = await serviceUnderTest()))
after(() => t.close())
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'll-audit-'))))
afterEach(async () => {
  await tamper(['TRUNCATE documents, audit_trails, audit_checkpoints, audit_nodes CASCADE'])
  await rm(folder, { recursive: true })
})

const storage = () =>
  new FilesystemStorage({
    driver: 'filesystem',
    directory: join(folder, 'objects'),
    secret: 's',
    publicUrl: () => '',
  })
const places = () => [
  objectPlace('the object store', storage()),
  folderPlace('the second place', join(folder, 'second')),
]
const second = () => join(folder, 'second')

async function registered(count: number): Promise<DocumentId[]> {
  const rows = await Promise.all(Array.from({ length: count }, () => t.service.createDocument(newDocument())))
  for (const { id } of rows)
    await t.service.recordEvent({ document: id, type: 'EXPORTED', message: 'x', actor: 'user:ada' })
  return rows.map(({ id }) => id).toSorted()
}

/** One checkpoint after another, each in every place. */
async function anchored(most?: number): Promise<void> {
  await makeCheckpoints({ db: t.db, key, clock }, most)
  await distributeCheckpoints(t.db, places(), clock)
}

/** As the owner of the database, past the triggers. */
async function tamper(...statements: readonly (readonly [string, (readonly unknown[])?])[]): Promise<void> {
  const client = await t.pool.connect()
  try {
    await client.query('SET session_replication_role = replica')
    for (const [statement, values] of statements)
      assert.notEqual((await client.query(statement, values && [...values])).rowCount, 0)
  } finally {
    await client.query('RESET session_replication_role')
    client.release()
  }
}

/** The whole trail again with another message in the first event and every hash made to fit. */
async function forge(id: DocumentId): Promise<void> {
  const { rows } = await t.pool.query<Omit<ProcessingEvent, 'created_at'> & { created_at: Date }>(
    'SELECT * FROM processing_events WHERE document_id = $1 ORDER BY sequence',
    [id],
  )
  let prev_hash = '0'.repeat(64)
  for (const { hash: _, ...row } of rows) {
    const event = { ...row, message: `${row.message}!`, prev_hash, created_at: row.created_at.toISOString() }
    prev_hash = hashOf(event)
    await tamper([
      'UPDATE processing_events SET message = $2, prev_hash = $3, hash = $4 WHERE id = $1',
      [row.id, event.message, event.prev_hash, prev_hash],
    ])
  }
  await tamper(['UPDATE audit_trails SET last_hash = $2 WHERE document_id = $1', [id, prev_hash]])
}

const verdict = () => verifyCheckpoints({ db: t.db, trusted: keyring.trusted, places: places() })
const named = async () =>
  [...new Set((await verdict()).findings.flatMap(({ document }) => document ?? []))].toSorted()
const told = async () =>
  (await verdict()).findings.map(({ place, checkpoint, detail }) => `${checkpoint} in ${place}: ${detail}`)

test('of trails that grow on, checkpoints have nothing to say, and each place has them all', async () => {
  const ids = await registered(5)
  await anchored(2)
  const [id] = ids
  assert.ok(id)
  await t.service.recordEvent({ document: id, type: 'EXPORTED', message: 'x', actor: 'user:ada' })
  await anchored()
  await anchored()
  const { checkpoints, elsewhere, findings } = await verdict()
  assert.deepEqual(findings, [])
  assert.equal(checkpoints, 4)
  assert.deepEqual([...elsewhere.values()], [4, 4])
})

test('100 trails rewritten with every hash made to fit are each found and named', async () => {
  const ids = await registered(120)
  await anchored()
  const forged = ids.slice(10, 110)
  for (const id of forged) await forge(id)
  assert.deepEqual(await brokenTrails(t.db), [])
  assert.deepEqual(await named(), forged)
})

test('a tail that was cut and a trail that was taken away with its document are found and named', async () => {
  const [cut, gone] = await registered(3)
  await anchored()
  await tamper(
    ['DELETE FROM processing_events WHERE document_id = $1 AND sequence = 2', [cut]],
    [
      `UPDATE audit_trails trail SET last_sequence = 1, last_hash = event.hash, last_event_at = event.created_at
       FROM processing_events event WHERE event.document_id = trail.document_id AND trail.document_id = $1`,
      [cut],
    ],
    ...['processing_events WHERE document_id', 'documents WHERE id', 'audit_trails WHERE document_id'].map(
      (rows) => [`DELETE FROM ${rows} = $1`, [gone]] as const,
    ),
  )
  assert.deepEqual(await brokenTrails(t.db), [])
  const { findings } = await verdict()
  assert.deepEqual(
    findings.map(({ document, detail }) => [document, detail]),
    [
      [cut, 'its trail was cut: event 2 was there'],
      [gone, 'its trail is gone'],
    ].toSorted(),
  )
})

test('rows that were swapped are found by the chain, also in trails without a checkpoint', async () => {
  const [id] = await registered(1)
  await tamper([
    `UPDATE processing_events event SET message = other.message, event_type = other.event_type
     FROM processing_events other WHERE other.document_id = event.document_id AND other.id <> event.id
       AND event.document_id = $1`,
    [id],
  ])
  assert.deepEqual(
    (await brokenTrails(t.db)).map(({ document }) => document),
    [id],
  )
})

test('an owner of the database who rewrites the log, too, is given away by the copies and the signatures', async () => {
  const [id] = await registered(4)
  assert.ok(id)
  await anchored(2)
  await forge(id)
  await tamper([
    `UPDATE audit_leaves leaf SET hash = trail.last_hash FROM audit_trails trail
     WHERE trail.document_id = leaf.document_id AND leaf.document_id = $1`,
    [id],
  ])
  assert.deepEqual(await named(), [id])
  assert.deepEqual((await told()).slice(0, 1), [
    '1 in the database: its leaves are not those that were signed',
  ])
  await tamper([`UPDATE audit_checkpoints SET root = repeat('e', 64) WHERE number = 2`])
  assert.ok((await told()).includes('2 in the database: its signature does not fit what it says'))
})

test('checkpoints that are gone from the database or a place are named, and so is a changed copy', async () => {
  await registered(6)
  await anchored(2)
  await rm(join(second(), '000000000001.json'))
  const changed = join(second(), '000000000002.json')
  await writeFile(changed, (await readFile(changed, 'utf8')).replace('"sequence":2', '"sequence":1'))
  await tamper(
    ['DELETE FROM audit_leaves WHERE checkpoint = 3'],
    ['DELETE FROM audit_checkpoints WHERE number = 3'],
  )
  const findings = await told()
  for (const finding of [
    '1 in the second place: it is missing, but was written there',
    '2 in the second place: it is another one than in the database',
    '3 in the database: it is missing, but the object store has it',
  ])
    assert.ok(findings.includes(finding), `${finding}\n${findings.join('\n')}`)
})

test('a place that is away gets its checkpoints when it is back', async () => {
  await registered(1)
  await makeCheckpoints({ db: t.db, key, clock })
  const [objects] = places()
  assert.ok(objects)
  const away = { ...objects, write: () => Promise.reject(new Error('away')) }
  const [, other] = places()
  assert.ok(other)
  await assert.rejects(distributeCheckpoints(t.db, [away, other], clock), /away/)
  assert.deepEqual(await readdir(second()), ['000000000001.json'])
  await distributeCheckpoints(t.db, places(), clock)
  assert.deepEqual((await verdict()).findings, [])
})

test('the program adds to the log and to the trails, and can neither change nor take away what is there', async () => {
  await registered(1)
  await forAllTenants(() => anchored())
  for (const statement of [
    ...['audit_leaves', 'audit_nodes', 'audit_checkpoints', 'audit_trails', 'processing_events'].flatMap(
      (table) => [`DELETE FROM ${table}`, `TRUNCATE ${table}`, `ALTER TABLE ${table} DISABLE TRIGGER ALL`],
    ),
    'UPDATE audit_leaves SET sequence = sequence',
    'UPDATE audit_checkpoints SET root = root',
    'UPDATE processing_events SET message = message',
    'SET session_replication_role = replica',
  ])
    await assert.rejects(
      forAllTenants(() => sql.raw(statement).execute(t.db)),
      /permission denied|must be owner/,
      statement,
    )
})

import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { sql, type Kysely } from 'kysely'
import pg from 'pg'
import pino from 'pino'
import { examineReplica } from '../cli/examinations.ts'
import type { Document, DocumentList } from '../documents/contract.ts'
import { startEmbeddedPostgres } from '../embedded/postgres.ts'
import type { Health } from '../health/contract.ts'
import { startApi, type ApiUnderTest } from '../http/testing.ts'
import { openDatabase } from './pool.ts'
import { createRead, type Replica } from './replica.ts'
import type { Database } from './schema.ts'
import { startStandby, type Standby } from './standby.ts'
import { QUICK } from './testing.ts'

const log = pino({ level: 'silent' })
/** The rule holds where a commit waits until it is flushed, here without the disk. */
const SETTINGS = { ...QUICK, synchronous_commit: 'on' }

describe('the API with a streaming replica', { timeout: 120_000 }, () => {
  const ends = new AsyncDisposableStack()
  const answers = { primary: 0, replica: 0 }
  let standby: Standby
  let admin: pg.Client
  let api: ApiUnderTest
  let database: { db: Kysely<Database>; replica: Replica | null }

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'll-replica-'))
    ends.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
    const home = join(folder, 'primary')
    const primary = await startEmbeddedPostgres({ home, log, settings: SETTINGS })
    ends.defer(() => primary.stop())
    standby = ends.use(await startStandby(home, primary.url, join(folder, 'standby'), SETTINGS))
    admin = new pg.Client({ connectionString: standby.url })
    admin.on('error', () => {})
    await admin.connect()
    // The database of the API is to be one of this server.
    process.env['TEST_DATABASE_URL'] = primary.url
    api = await startApi({
      change(deps, { url, db }) {
        const readUrl = standby.url.replace(/[^/]*$/, /[^/]*$/.exec(url)?.[0] ?? '')
        const { replica, close } = openDatabase({ url, readUrl, poolSize: 3, log })
        ends.defer(close)
        database = { db, replica }
        return { ...deps, replica, read: createRead({ db, replica, answered: (by) => (answers[by] += 1) }) }
      },
    })
    ends.defer(() => api.close())
  })
  after(() => ends.disposeAsync())

  /** As soon as it has caught up, whatever the machine does. */
  async function untilReplicaAnswers(path: string): Promise<void> {
    for (const before = answers.replica; answers.replica === before;)
      assert.equal((await api.call('GET', path)).status, 200)
  }

  const figures = async () => {
    const { bytes } = await api.call('GET', '/metrics')
    const value = (name: string) =>
      Number(
        new RegExp(`^ledger_lift_replica_${name}\\{replica="[^"]+"\\} (\\S+)$`, 'm').exec(`${bytes}`)?.[1],
      )
    return { up: value('up'), bytes: value('lag_bytes'), seconds: value('lag_seconds') }
  }

  it('lets it answer lists, details and results', async () => {
    const { id } = await api.completed()
    for (const path of [
      '',
      `/${id}`,
      `/${id}/events`,
      `/${id}/pages`,
      `/${id}/artifacts`,
      `/${id}/result.json`,
    ])
      await untilReplicaAnswers(`/v1/documents${path}`)
  })

  it('answers a read after a write from the primary while the replica is behind, and shows how far', async () => {
    await admin.query('SELECT pg_wal_replay_pause()')
    const { id } = await api.registered()
    const { replica } = answers
    assert.equal((await api.call<Document>('GET', `/v1/documents/${id}`)).body.id, id)
    const list = await api.call<DocumentList>('GET', '/v1/documents?limit=1')
    assert.deepEqual(
      list.body.items.map((one) => one.id),
      [id],
    )
    assert.equal(answers.replica, replica)
    const shown = await figures()
    assert.ok(shown.up === 1 && shown.bytes > 0 && shown.seconds > 0, JSON.stringify(shown))
    const { body } = await api.call<Health>('GET', '/health')
    assert.ok((body.checks.database.replica?.lag_bytes ?? 0) > 0)
    assert.match((await examineReplica(database)).says, /: [1-9]\d* bytes, \d+ s behind$/)

    await admin.query('SELECT pg_wal_replay_resume()')
    await untilReplicaAnswers(`/v1/documents/${id}`)
  })

  it('does not do a read again on the primary that took too long', async () => {
    const asked: string[] = []
    const read = createRead(database)
    const tooLong = (db: Kysely<Database>) => {
      asked.push(db === database.db ? 'primary' : 'replica')
      return db.transaction().execute(async (trx) => {
        await sql`SET LOCAL statement_timeout = 10`.execute(trx)
        await sql`SELECT pg_sleep(60)`.execute(trx)
      })
    }
    while (!asked.includes('replica')) {
      asked.length = 0
      await assert.rejects(read(tooLong), { code: 'database.unavailable' })
    }
    assert.deepEqual(asked, ['replica'])
  })

  it('goes on without it, and says so', async () => {
    const { id } = await api.registered()
    await admin.end()
    standby.stop()
    assert.equal((await api.call('GET', `/v1/documents/${id}`)).status, 200)
    assert.equal((await figures()).up, 0)
    const { status, body } = await api.call<Health>('GET', '/health')
    assert.equal(status, 200)
    assert.partialDeepStrictEqual(body.checks.database, {
      status: 'degraded',
      replica: { status: 'degraded', lag_bytes: null },
    })
  })

  it('does not take a server for one that is none: its log is another', async () => {
    const { db } = api.database
    const other: Replica = { db, name: 'another primary' }
    const by: string[] = []
    const read = createRead({ db, replica: other, answered: (which) => by.push(which) })
    await read((which) => sql`SELECT 1`.execute(which))
    assert.deepEqual(by, ['primary'])
    assert.equal((await examineReplica({ db, replica: other })).well, false)
  })
})

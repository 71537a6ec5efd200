import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { sql } from 'kysely'
import type { DocumentList } from '../documents/contract.ts'
import { brokenInvariants } from '../documents/invariants.ts'
import { startApi, type ApiUnderTest } from '../http/testing.ts'
import { assertSchemaCompatible, downgrade, upgrade } from './migrate.ts'
import { MIGRATIONS, type Migrations } from './migrations/index.ts'
import { asOwner, forAllTenants } from './tenancy.ts'

/** What a later release could bring that only adds: a column in every table, an index, a table that points to another. */
const LATER: Migrations = {
  ...MIGRATIONS,
  '9998-later': {
    breaking: false,
    async up(db) {
      const { rows } = await sql<{ name: string }>`
        SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
          AND NOT relispartition AND relname NOT LIKE 'kysely%'`.execute(db)
      for (const { name } of rows)
        await sql`ALTER TABLE ${sql.table(name)} ADD COLUMN later text NOT NULL DEFAULT 'new'`.execute(db)
      await sql`CREATE INDEX documents_later ON documents (later)`.execute(db)
      await sql`CREATE TABLE remarks (document_id uuid REFERENCES documents (id) ON DELETE CASCADE)`.execute(
        db,
      )
    },
    async down() {},
  },
}

describe('two versions on one database', () => {
  let api: ApiUnderTest
  before(async () => {
    api = await startApi()
  })
  after(() => api.close())

  /** Registers, processes and reads, as a program does all day. */
  async function work(): Promise<string> {
    const { id } = await api.completed()
    for (const path of ['', '/events', '/pages', '/artifacts', '/result.json', '/export.csv', '/bundle.zip'])
      assert.equal((await api.call('GET', `/v1/documents/${id}${path}`)).status, 200, path)
    assert.equal((await api.call('POST', `/v1/documents/${id}/reprocess`)).status, 202)
    return id
  }

  const listed = async () =>
    (await api.call<DocumentList>('GET', '/v1/documents')).body.items.map(({ id }) => id)
  const broken = () => forAllTenants(() => brokenInvariants(api.database.db))

  it('the newer one takes over rows that went through the oldest schema', async () => {
    const [first = ''] = Object.keys(MIGRATIONS)
    const before = await work()
    await asOwner(() => downgrade(api.database.db, first))
    await asOwner(() => upgrade(api.database.db))
    const after = await work()
    assert.deepEqual(await listed(), [after, before])
    assert.equal((await api.call('GET', `/v1/documents/${before}/events`)).status, 200)
    assert.deepEqual(await broken(), [])
  })

  it('the older one goes on while the newer one expands the schema under it', async () => {
    const before = await work()
    await upgrade(api.database.db, 'head', LATER)
    await assertSchemaCompatible(api.database.db)
    const after = await work()
    assert.deepEqual((await listed()).slice(0, 2), [after, before])
    assert.equal((await api.call('DELETE', `/v1/documents/${before}`)).status, 202)
    assert.deepEqual(await broken(), [])
  })
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import pino from 'pino'
import { createDocumentService } from '../documents/create-document-service.ts'
import { newDocument } from '../documents/fixtures.ts'
import { DEFAULT_TENANT, newId, type TenantId } from '../ids.ts'
import { createDocumentQueue, type RunningQueue } from '../queue/pg-boss-queue.ts'
import { PREPARED } from './prepared.ts'
import { openDatabase, type OpenDatabase } from './pool.ts'
import { asTenant, forAllTenants } from './tenancy.ts'
import { testDatabase, type TestDatabase } from './testing.ts'

const log = pino({ level: 'silent' })
const OTHER = newId<TenantId>()
let t: TestDatabase
let queue: RunningQueue
/** As the program opens it. */
let program: OpenDatabase
before(async () => {
  t = await testDatabase()
  queue = createDocumentQueue({ url: t.url, log, role: 'producer' })
  await queue.start()
  program = openDatabase({ url: t.url, poolSize: 2, log, unscoped: 'nothing' })
  const documents = createDocumentService({ db: program.db, queue })
  for (const tenant of [DEFAULT_TENANT, OTHER])
    await asTenant(tenant, () =>
      documents.createDocument(newDocument({ tenant, s3Key: `${tenant}/uploads/1/a.pdf` })),
    )
})
after(async () => {
  await program.close()
  await queue.stop()
  await t.close()
})

const tenantsSeen = async () => {
  const rows = await program.db.selectFrom('documents').select('tenant_id').orderBy('tenant_id').execute()
  return rows.map(({ tenant_id }) => tenant_id)
}

test('every table with a tenant_id has row security, forced, and a policy; the program owns none of them', async () => {
  const { rows } = await t.pool.query(`
    SELECT c.relname, c.relrowsecurity AS on, c.relforcerowsecurity AS forced, c.relowner::regrole::text AS owner,
      EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid) AS policy
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`)
  assert.ok(rows.length >= 11, `${rows.length} tables`)
  assert.deepEqual(
    rows.filter(
      ({ on, forced, policy, owner }) => !(on && forced && policy) || owner === 'ledger_lift_program',
    ),
    [],
  )
  const [role] = (
    await t.pool.query(`SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'ledger_lift_program'`)
  ).rows
  assert.deepEqual(role, { rolsuper: false, rolbypassrls: false })
})

test('a prepared statement that fails as the first of a connection can be sent on it again', async () => {
  const fresh = openDatabase({ url: t.url, poolSize: 1, log, unscoped: 'nothing' })
  const ask = () => sql`${sql.raw(PREPARED)}SELECT id FROM later`.execute(fresh.db)
  await assert.rejects(ask(), { code: '42P01' })
  await t.pool.query('CREATE TABLE later (id integer)')
  assert.deepEqual((await ask()).rows, [])
  await t.pool.query('DROP TABLE later')
  await fresh.close()
})

test('a tenant sees its own rows; with no tenant set no row is seen, of any table', async () => {
  assert.deepEqual(await asTenant(OTHER, tenantsSeen), [OTHER])
  assert.deepEqual(await asTenant(DEFAULT_TENANT, tenantsSeen), [DEFAULT_TENANT])
  assert.deepEqual(await forAllTenants(tenantsSeen), [DEFAULT_TENANT, OTHER].sort())
  for (const table of ['documents', 'audit_trails', 'processing_events'] as const)
    assert.deepEqual(await program.db.selectFrom(table).selectAll().execute(), [], table)
})

test('no transaction leaves its tenant on the connection for the next one', async () => {
  for (let round = 0; round < 5; round++) {
    await asTenant(OTHER, () => program.db.transaction().execute((trx) => sql`SELECT 1`.execute(trx)))
    assert.deepEqual(await tenantsSeen(), [])
    assert.deepEqual(await asTenant(DEFAULT_TENANT, tenantsSeen), [DEFAULT_TENANT])
    await assert.rejects(asTenant(OTHER, () => sql`SELECT 1 / 0`.execute(program.db)))
  }
})

test('nobody writes a row of another tenant, or moves one there', async () => {
  const { db } = program
  const row = { key: 'k', route: 'POST /', request_hash: 'h' }
  await assert.rejects(
    asTenant(OTHER, () =>
      db
        .insertInto('idempotency_keys')
        .values({ ...row, tenant_id: DEFAULT_TENANT })
        .execute(),
    ),
    /row-level security/,
  )
  await assert.rejects(
    asTenant(OTHER, () => db.updateTable('documents').set({ tenant_id: DEFAULT_TENANT }).execute()),
    /row-level security/,
  )
})

test('the program reads and inserts events and nothing else', async () => {
  for (const statement of [
    sql`UPDATE processing_events SET message = ''`,
    sql`DELETE FROM processing_events`,
    sql`TRUNCATE processing_events`,
    sql`ALTER TABLE processing_events DISABLE TRIGGER ALL`,
  ])
    await assert.rejects(
      forAllTenants(() => statement.execute(program.db)),
      /permission denied|must be owner/,
    )
})

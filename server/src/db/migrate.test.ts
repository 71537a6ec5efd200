import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { sql } from 'kysely'
import { catalog } from './catalog.ts'
import { assertSchemaCompatible, current, downgrade, history, upgrade } from './migrate.ts'
import { MIGRATIONS, type Migrations, type SchemaChange } from './migrations/index.ts'
import { emptyTestDatabase, type TestDatabase } from './testing.ts'

const opened: TestDatabase[] = []
let t: TestDatabase
beforeEach(async () => {
  t = await emptyTestDatabase()
  opened.push(t)
})
after(() => Promise.all(opened.map((each) => each.close())))

const NAMES = Object.keys(MIGRATIONS)

/** What a release after this one could bring. */
const later = (statement: string, breaking: boolean): SchemaChange => ({
  breaking,
  up: async (db) => void (await sql.raw(statement).execute(db)),
  down: async (db) => void (await sql.raw('DROP TABLE later').execute(db)),
})
const withLater = (breaking: boolean): Migrations => ({
  ...MIGRATIONS,
  '9998-later': later('CREATE TABLE later (id integer)', breaking),
})
const withFailing: Migrations = {
  ...withLater(false),
  '9999-failing': later('CREATE TABLE later (id integer)', false),
}

test('names sort in the order in which they are listed', () => {
  assert.deepEqual(NAMES, NAMES.toSorted())
})

test('every prefix applies, and going down again gives the schema before', async () => {
  for (const name of NAMES) {
    const before = await catalog(t.db)
    assert.deepEqual(await upgrade(t.db, name), [{ migration: name, direction: 'up' }])
    const upgraded = await catalog(t.db)
    assert.notDeepEqual(upgraded, before)
    await downgrade(t.db, '-1')
    assert.deepEqual(await catalog(t.db), before)
    await upgrade(t.db, name)
    assert.deepEqual(await catalog(t.db), upgraded)
  }
})

test('upgrade without a target goes to the head, and says what it did', async () => {
  assert.equal(await current(t.db), null)
  assert.deepEqual(
    await upgrade(t.db),
    NAMES.map((migration) => ({ migration, direction: 'up' })),
  )
  assert.equal(await current(t.db), NAMES.at(-1))
  assert.deepEqual(await upgrade(t.db), [])
})

test('downgrade takes a number of steps, the start of a name, or base', async () => {
  await upgrade(t.db, 'head', withLater(false))
  assert.deepEqual(await downgrade(t.db, '-1', withLater(false)), [
    { migration: '9998-later', direction: 'down' },
  ])
  await upgrade(t.db, 'head', withLater(false))
  assert.deepEqual(await downgrade(t.db, NAMES.at(-1) ?? '', withLater(false)), [
    { migration: '9998-later', direction: 'down' },
  ])
  await upgrade(t.db, '9998', withLater(false))
  await downgrade(t.db, 'base', withLater(false))
  assert.deepEqual(await catalog(t.db), [])
})

test('a target that is not there is refused with what is', async () => {
  await upgrade(t.db)
  for (const target of ['0777', '-100', '', '9']) {
    await assert.rejects(downgrade(t.db, target), { code: 'request.invalid' }, target)
  }
})

test('history tells what is applied, what is pending and what is unknown', async () => {
  await upgrade(t.db, '0001', withLater(true))
  const pending = await history(t.db, withLater(true))
  assert.deepEqual(pending.at(-1), { migration: '9998-later', breaking: true, appliedAt: null, known: true })
  await upgrade(t.db, 'head', withLater(true))
  assert.equal((await history(t.db)).at(-1)?.known, false)
})

test('ten programs that start at once upgrade once', async () => {
  const steps = await Promise.all(Array.from({ length: 10 }, () => upgrade(t.db)))
  assert.equal(steps.flat().length, NAMES.length)
})

test('a batch that fails leaves nothing of itself, and names the migration', async () => {
  const before = await catalog(t.db)
  await assert.rejects(upgrade(t.db, 'head', withFailing), {
    message: /9999-failing \(up\) failed and everything was undone: relation "later" already exists/,
  })
  assert.deepEqual(await catalog(t.db), before)
  assert.equal(await current(t.db), null)
})

test('a program refuses a database that a newer one changed for good', async () => {
  await upgrade(t.db, 'head', withLater(true))
  await assert.rejects(assertSchemaCompatible(t.db), {
    code: 'database.schema_too_new',
    context: { migration: '9998-later' },
  })
  await assert.rejects(upgrade(t.db), { code: 'database.schema_too_new' })
  await assert.rejects(downgrade(t.db, '-1'), { code: 'database.schema_too_new' })
})

test('a program goes on with a database to which a newer one only added', async () => {
  await upgrade(t.db, 'head', withLater(false))
  await assertSchemaCompatible(t.db)
  assert.deepEqual(await upgrade(t.db), [])
})

test('a program refuses a database that was not upgraded', async () => {
  await assert.rejects(assertSchemaCompatible(t.db), { code: 'database.schema_too_old' })
  await upgrade(t.db)
  await assert.rejects(assertSchemaCompatible(t.db, withLater(false)), { code: 'database.schema_too_old' })
})

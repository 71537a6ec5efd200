import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { sql } from 'kysely'
import pino from 'pino'
import { openDatabase } from './pool.ts'
import { testDatabase } from './testing.ts'

const log = pino({ level: 'silent' })
const AWAY = { code: 'database.unavailable', status: 503, retryAfter: 5 }

test('a count comes back as a number', async (t) => {
  const { db, close } = await testDatabase()
  t.after(close)
  const { rows } = await sql<{ n: unknown }>`SELECT count(*) AS n FROM documents`.execute(db)
  assert.deepEqual(rows, [{ n: 0 }])
})

test('nothing that listens is database.unavailable', async (t) => {
  const { db, close } = openDatabase({ url: 'postgresql://u:p@127.0.0.1:1/d', poolSize: 1, log })
  t.after(close)
  await assert.rejects(sql`SELECT 1`.execute(db), AWAY)
})

test('a server that accepts and says nothing is database.unavailable', { timeout: 20_000 }, async (t) => {
  const silent = createServer(() => undefined).listen(0, '127.0.0.1')
  t.after(() => silent.close())
  await new Promise((resolve) => silent.once('listening', resolve))
  const address = silent.address()
  assert.ok(address !== null && typeof address === 'object')
  const { db } = openDatabase({ url: `postgresql://u:p@127.0.0.1:${address.port}/d`, poolSize: 1, log })
  await assert.rejects(sql`SELECT 1`.execute(db), AWAY)
})

test('connections that the server ends are database.unavailable once, and the pool opens others', async (t) => {
  const { db, pool, close } = await testDatabase()
  const admin = await testDatabase()
  t.after(() => Promise.all([close(), admin.close()]))
  const { rows } = await pool.query<{ name: string }>('SELECT current_database() AS name')
  const working = sql`SELECT pg_sleep(10)`.execute(db)
  working.catch(() => undefined)
  await admin.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, [
    rows[0]?.name,
  ])
  await assert.rejects(working, AWAY)
  await sql`SELECT 1`.execute(db)
})

test('a transaction whose connection breaks between two statements does not end the program', async (t) => {
  const { db, close } = await testDatabase()
  const admin = await testDatabase()
  t.after(() => Promise.all([close(), admin.close()]))
  const broken = db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(trx)
    await admin.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
    await new Promise((resolve) => setTimeout(resolve, 100))
    await sql`SELECT 1`.execute(trx)
  })
  await assert.rejects(broken, AWAY)
})

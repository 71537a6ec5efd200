import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../db/testing.ts'
import { EXIT } from './exit.ts'
import { Running } from './testing.ts'

test('a tenant is made with limits; those that are set later change, and no others', async () => {
  await using database = await testDatabaseOfOwn()
  const run = async (...args: string[]) => {
    await using running = new Running(['tenants', ...args], { DATABASE_URL: database.url })
    const { status, stdout, stderr } = await running.ended()
    return { status, said: stdout.toString() + stderr }
  }
  const made = await run('create', 'acme', '--documents-per-day', '100', '--concurrent-jobs', '2')
  assert.equal(made.status, EXIT.ok)
  const { said } = await run('set', 'acme', '--documents-per-day', 'none', '--bytes-per-day', '5000000000')
  assert.equal(said, `${made.said.trim()}  acme  5000000000 bytes/day, 2 jobs at a time\n`)
})

async function testDatabaseOfOwn() {
  const database = await testDatabase()
  return { url: database.url, [Symbol.asyncDispose]: () => database.close() }
}

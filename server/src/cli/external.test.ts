import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'node:test'
import { CONTENT_TYPES } from '@ledger-lift/extraction/identify'
import { statSync } from 'node:fs'
import { testDatabase } from '../db/testing.ts'
import { ApiClient } from './api-client.ts'
import { emptyFolder, ledgerLift, Running, SAMPLE } from './testing.ts'

const out = async (args: readonly string[], variables: Record<string, string>) => {
  const { status, stdout, stderr } = await ledgerLift(args, variables)
  assert.equal(status, 0, stderr)
  return stdout.toString()
}

test('on a database of its own the program is the production system: migrate, serve and worker by environment', async () => {
  const database = await testDatabase()
  await using home = await emptyFolder()
  const variables = { DATABASE_URL: database.url, LEDGER_LIFT_HOME: home.path, PORT: '0', LOG_FORMAT: 'json' }

  assert.match(await out(['migrate', 'downgrade', 'base'], variables), /^undone \d{4}-/)
  assert.match(await out(['migrate', 'current'], variables), /^base/)
  const refused = await ledgerLift(['worker'], variables)
  assert.equal(refused.status, 7)
  assert.match(refused.stderr, /migrate upgrade head.*database.schema_too_old/)
  assert.match(await out(['migrate', 'upgrade', 'head'], variables), /^applied \d{4}-/)
  assert.match(await out(['migrate', 'history'], variables), /0001-foundation {2}applied \d{4}-\d\d-\d\dT/)

  const key = (await out(['keys', 'create', '--role', 'admin'], variables)).trim()
  await using serve = new Running(['serve'], variables)
  await using worker = new Running(['worker'], variables)
  const [, address = ''] = await serve.says(/"address":"([^"]+)"/)
  await worker.says(/the worker is ready/)
  const api = new ApiClient(address, key, new AbortController().signal)
  const { size } = statSync(SAMPLE)
  const { id } = await api.submit({ path: SAMPLE, filename: 'q3.pdf', contentType: CONTENT_TYPES.pdf, size })
  while ((await api.read(id)).processing_status !== 'COMPLETED') await pause(100)
  assert.ok((await api.result(id)).artifacts.length > 0)
  assert.equal((await worker.stop('SIGTERM')).status, 0)
  assert.match(
    await out(['process-document', id], variables),
    new RegExp(`^${id} {2}COMPLETED {2}\\d+ pages\n$`),
  )
  assert.match(await out(['audit', 'verify', id], variables), /intact, \d+ events, head [0-9a-f]{64}/)
  assert.equal((await serve.stop('SIGTERM')).status, 0)
  await database.close()
})

test('a program that is told to stop while it waits for its database ends', async () => {
  await using home = await emptyFolder()
  const variables = {
    DATABASE_URL: 'postgresql://u:hunter2@127.0.0.1:9/none',
    LEDGER_LIFT_HOME: home.path,
    PORT: '0',
  }
  await using serve = new Running(['serve'], variables)
  const [, address = ''] = await serve.says(/listening at (http[^"]+)"/)
  await serve.says(/waiting for it/)
  const ready = await fetch(`${address}/readyz`)
  assert.equal(ready.status, 503)
  assert.match(await ready.text(), /database/)
  const { status, stderr } = await serve.stop('SIGTERM')
  assert.equal(status, 130)
  assert.doesNotMatch(stderr, /hunter2/)
})

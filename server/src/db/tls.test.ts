import assert from 'node:assert/strict'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import pino from 'pino'
import { preparePlace } from '../embedded/place.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../embedded/postgres.ts'
import { openDatabase } from './pool.ts'
import { selfSigned } from './self-signed.ts'
import { QUICK } from './testing.ts'

const log = pino({ level: 'silent' })
const home = mkdtempSync(join(tmpdir(), 'll-tls-'))
const trusted = join(home, 'trusted.crt')
const other = join(home, 'other.crt')
let server: EmbeddedPostgres
let port: number

before(async () => {
  port = await freePort()
  const { account, data } = preparePlace(home, log)
  const { cert, key } = selfSigned('127.0.0.1')
  const [certFile, keyFile] = ['server.crt', 'server.key'].map((name) => join(dirname(data), name))
  assert.ok(certFile !== undefined && keyFile !== undefined)
  for (const [file, text] of [
    [certFile, cert],
    [keyFile, key],
  ] as const) {
    writeFileSync(file, text, { mode: 0o600 })
    if (account.kind === 'lent') chownSync(file, account.uid, account.gid)
  }
  writeFileSync(trusted, cert)
  writeFileSync(other, selfSigned('127.0.0.1').cert)
  const tls = { ssl: 'on', ssl_cert_file: certFile, ssl_key_file: keyFile, listen_addresses: '127.0.0.1,::1' }
  server = await startEmbeddedPostgres({ home, log, settings: { ...QUICK, ...tls, port: String(port) } })
})

after(async () => {
  await server.stop()
  rmSync(home, { recursive: true })
})

/** Whether the connection is encrypted; rejects when there is none. */
async function encrypted(host: string, query: string): Promise<boolean> {
  const url = `${server.url.replace(/@[^/]*\//, `@${host}:${port}/`)}?${query}`
  const { db, close } = openDatabase({ url, poolSize: 1, log })
  try {
    const { rows } = await sql<{
      ssl: boolean
    }>`SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`.execute(db)
    return rows[0]?.ssl ?? false
  } finally {
    await close()
  }
}

test('verify-full takes a certificate of that address by the given root', async () => {
  assert.equal(await encrypted('127.0.0.1', `sslmode=verify-full&sslrootcert=${trusted}`), true)
})

test('verify-full refuses a certificate of another root', async () => {
  await assert.rejects(
    encrypted('127.0.0.1', `sslmode=verify-full&sslrootcert=${other}`),
    /self-signed certificate/,
  )
})

test('verify-full refuses a certificate of another address, where verify-ca takes it', async () => {
  await assert.rejects(encrypted('localhost', `sslmode=verify-full&sslrootcert=${trusted}`), /does not match/)
  assert.equal(await encrypted('localhost', `sslmode=verify-ca&sslrootcert=${trusted}`), true)
})

test('require encrypts and asks for no root', async () => {
  assert.equal(await encrypted('127.0.0.1', 'sslmode=require'), true)
})

test('disable goes in the clear', async () => {
  assert.equal(await encrypted('127.0.0.1', 'sslmode=disable'), false)
})

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  assert.ok(address !== null && typeof address === 'object')
  return address.port
}

import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import pg from 'pg'
import pino from 'pino'
import { preparePlace } from '../embedded/place.ts'
import { startEmbeddedPostgres } from '../embedded/postgres.ts'
import { stopPostmaster } from '../embedded/postmaster.ts'
import { openProgram } from '../embedded/program.ts'
import { connectionString } from './connection-string.ts'
import { upgrade } from './migrate.ts'
import { openDatabase } from './pool.ts'
import type { Database } from './schema.ts'

export interface TestDatabase {
  readonly url: string
  readonly db: Kysely<Database>
  readonly pool: pg.Pool
  /** Drops the database, whoever is connected. */
  close(): Promise<void>
}

/** A test's data may go with the machine. */
export const QUICK = {
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  max_connections: '300',
}
const log = pino({ level: 'silent' })

/**
 * A migrated database of the caller's own: a clone of a template, 40 ms where migrating takes longer with every
 * migration. On the server at TEST_DATABASE_URL, or on one that lives as long as this process.
 */
export async function testDatabase({ poolSize = 10 } = {}): Promise<TestDatabase> {
  const server = await testServer()
  const template = await ensureTemplate(server)
  const name = `t_${randomBytes(8).toString('hex')}`
  await asAdmin(server, (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`))
  return open(server, name, poolSize)
}

/** An empty database of the caller's own. */
export async function emptyTestDatabase(): Promise<TestDatabase> {
  const server = await testServer()
  const name = `t_${randomBytes(8).toString('hex')}`
  await asAdmin(server, (admin) => admin.query(`CREATE DATABASE ${name}`))
  return open(server, name, 10)
}

function open(server: string, name: string, poolSize: number): TestDatabase {
  const url = databaseUrl(server, name)
  const { db, pool, close } = openDatabase({ url, poolSize, log })
  return {
    url,
    db,
    pool,
    close: async () => {
      await close()
      await asAdmin(server, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
    },
  }
}

let ownServer: Promise<string> | undefined

function testServer(): Promise<string> {
  const given = process.env['TEST_DATABASE_URL']
  if (given) return Promise.resolve(given)
  ownServer ??= startOwnServer()
  return ownServer
}

async function startOwnServer(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'ledger-lift-test-'))
  // A signal that nobody handles ends a process without its 'exit', which is what stops the server.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
  process.once('exit', () => remove(home))
  return (await startEmbeddedPostgres({ home, log, settings: QUICK })).url
}

/** Waits for the server's end: it still writes while it stops. */
function remove(home: string): void {
  const place = preparePlace(home, log)
  stopPostmaster(openProgram(place.account, place.shared), place)
  rmSync(home, { recursive: true, force: true })
}

/** Made once a server and state of the migrations, also when many test files ask at once. */
async function ensureTemplate(server: string): Promise<string> {
  const name = `ledger_lift_template_${migrationsHash()}`
  await asAdmin(server, async (admin) => {
    await admin.query(`SELECT pg_advisory_lock(hashtext('${name}'))`)
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name])
    if (rowCount !== 0) return
    await admin.query(`CREATE DATABASE ${name}_new`)
    const { db, close } = openDatabase({ url: databaseUrl(server, `${name}_new`), poolSize: 1, log })
    await upgrade(db)
    await close()
    await admin.query(`ALTER DATABASE ${name}_new RENAME TO ${name}`)
  })
  return name
}

function migrationsHash(): string {
  const folder = new URL('./migrations/', import.meta.url)
  const hash = createHash('sha256')
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(new URL(file, folder)))
  return hash.digest('hex').slice(0, 12)
}

async function asAdmin(server: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: connectionString(databaseUrl(server, 'postgres')) })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}

/** The path is all that changes; a Unix socket stands percent-encoded where the host would. */
const databaseUrl = (server: string, name: string) => server.replace(/\/[^/?]*(?=\?|$)/, `/${name}`)

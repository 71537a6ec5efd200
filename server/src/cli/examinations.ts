import { existsSync } from 'node:fs'
import { mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { openKeyring } from '../audit/key-file.ts'
import { keyFileOf } from '../audit/open-auditor.ts'
import type { Config } from '../config.ts'
import { assertSchemaCompatible, current } from '../db/migrate.ts'
import { readLag } from '../db/replica-lag.ts'
import { makeHome } from '../home.ts'
import { CHILD_LIMITS } from '../processing/children/limits.ts'
import { Child } from '../processing/children/child.ts'
import { readDepth } from '../queue/depth.ts'
import type { Log } from '../telemetry/log.ts'
import type { Finding } from './doctor.ts'
import type { Database, Program, Settings } from './program.ts'

type Found = Omit<Finding, 'about'>

const GIGABYTE = 1024 ** 3

/** An extraction process starts, under its permissions. */
export async function examineEngine(log: Log): Promise<Found> {
  const documents = await mkdtemp(join(tmpdir(), 'ledger-lift-doctor-'))
  const child = new Child({ documents, memory: CHILD_LIMITS.memory })
  try {
    const { version, fingerprint } = await child.ready
    return { well: true, says: `${version}, fingerprint ${fingerprint.slice(0, 12)}` }
  } catch (error) {
    log.debug({ err: error }, 'the extraction process did not start')
    throw error
  } finally {
    child.kill()
    await rm(documents, { recursive: true, force: true })
  }
}

/** Written to, with room for more. */
export async function examineFolder(home: string): Promise<Found> {
  makeHome(home)
  await rm(await mkdtemp(join(home, 'doctor-')), { recursive: true })
  const { bavail, bsize } = await statfs(home)
  const free = (bavail * bsize) / GIGABYTE
  const says = `${home}, ${free.toFixed(1)} GB free`
  return free >= 1 ? { well: true, says } : { well: false, says, todo: 'Make room: less than 1 GB is left.' }
}

export async function examineStorage(settings: Settings, program: Program): Promise<Found> {
  const storage = await program.openStorage(settings)
  try {
    const start = performance.now()
    await storage.probe()
    const took = Math.round(performance.now() - start)
    return { well: true, says: `${storage.name}: an object was written, read and deleted in ${took} ms` }
  } finally {
    await storage.close()
  }
}

/** Reads the key, and makes none. */
export async function examineSigning(config: Config): Promise<Found> {
  const file = keyFileOf(config)
  if (file === null)
    return {
      well: true,
      says: 'none: no checkpoints, evidence bundles or deletion certificates',
      todo: 'Make one with `openssl genpkey -algorithm ed25519 -out key.pem` and set AUDIT_KEY_FILE for API and workers.',
    }
  if (config.auditKeyFile === undefined && !existsSync(file))
    return { well: true, says: `no key yet: the first start makes ${file}` }
  const { signing, trusted } = openKeyring(file, { make: false })
  return { well: true, says: `key ${signing.id}, earlier keys that are trusted: ${trusted.size - 1}` }
}

export async function examineDatabase({ db }: Database): Promise<Found> {
  const { rows } = await sql<{ version: string; tls: boolean }>`
    SELECT current_setting('server_version') AS version,
      coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS tls`.execute(db)
  const says = `PostgreSQL ${rows[0]?.version}${rows[0]?.tls ? ' over TLS' : ''}, schema ${(await current(db)) ?? 'empty'}`
  try {
    await assertSchemaCompatible(db)
    return { well: true, says }
  } catch (error) {
    return { well: false, says, todo: error instanceof Error ? error.message : String(error) }
  }
}

/** Rejects when it does not answer. */
export async function examineReplica({ db, replica }: Pick<Database, 'db' | 'replica'>): Promise<Found> {
  if (replica === null) return { well: true, says: 'none' }
  const lag = await readLag(db, replica.db)
  if (lag !== null)
    return { well: true, says: `${replica.name}: ${lag.bytes} bytes, ${Math.round(lag.seconds)} s behind` }
  const todo = 'DATABASE_READ_URL must name a streaming replica of DATABASE_URL, or nothing.'
  return { well: false, says: `${replica.name} is no replica`, todo }
}

/** A worker that said nothing for a minute is not seen. */
const SEEN_WITHIN = '1 minute'

export async function examineQueue({ db, pool }: Database): Promise<Found> {
  const made = await pool.query(`SELECT to_regclass('pgboss.job') IS NOT NULL AS made`)
  if (made.rows[0]?.made !== true)
    return { well: true, says: 'not set up yet: the first start of serve, worker or npm start does it' }
  const { waiting, active, dead, oldestWaitingSeconds } = await readDepth({
    executeSql: (text, values) => pool.query(text, values),
  })
  const { rows } = await sql<{ seen: number }>`
    SELECT count(*)::int AS seen FROM workers WHERE last_seen_at > now() - ${SEEN_WITHIN}::interval`.execute(
    db,
  )
  const seen = rows[0]?.seen ?? 0
  const age = oldestWaitingSeconds === null ? '' : ` (oldest ${Math.round(oldestWaitingSeconds)} s)`
  const says = `${waiting} waiting${age}, ${active} at work, ${dead} given up; ${seen} ${seen === 1 ? 'worker' : 'workers'} seen`
  if (waiting > 0 && seen === 0)
    return { well: false, says, todo: 'Documents wait and no worker runs: start ledger-lift worker.' }
  if (dead > 0)
    return {
      well: true,
      says,
      todo: 'ledger-lift list-documents --status FAILED names those given up; reprocess them.',
    }
  return { well: true, says }
}

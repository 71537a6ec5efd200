import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '../errors.ts'
import { asAccount } from './account.ts'
import type { Place } from './place.ts'
import { isAlive } from './postmaster.ts'
import type { Program } from './program.ts'

export const USER = 'ledger_lift'

/** The database cluster in its place, made if it is not there. Whole or not at all, also when two start at once. */
export function ensureCluster(program: Program, place: Place): void {
  if (existsSync(place.data)) return refuseOtherVersion(program, place)
  ensurePassword(place)
  sweepHalfMade(place)
  const half = join(dirname(place.data), `initdb-${process.pid}`)
  try {
    initdb(program, place, half)
    if (!existsSync(place.data)) renameSync(half, place.data)
  } catch (error) {
    if (!existsSync(place.data)) throw error
  } finally {
    rmSync(half, { recursive: true, force: true })
  }
}

/**
 * The builtin UTF-8 locale sorts by code point, the same on every machine; libc and ICU change their order under an
 * index with an update of the system. The password is random, so more rounds of hashing would only cost time.
 */
function initdb(program: Program, place: Place, directory: string): void {
  const options = [
    ['--pgdata', directory],
    ['--username', USER],
    ['--pwfile', place.password],
    ['--auth', 'scram-sha-256'],
    ['--encoding', 'UTF8'],
    ['--locale-provider', 'builtin'],
    ['--builtin-locale', 'C.UTF-8'],
    ['--locale', 'C'],
    ['--set', 'scram_iterations=1'],
  ].flat()
  const { status, stdout, stderr, error } = spawnSync(program.initdb, options, {
    ...asAccount(place.account),
    cwd: '/',
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
    encoding: 'utf8',
  })
  if (status !== 0) throw notMade(place, error ?? new Error(`${stdout}\n${stderr}`))
}

function notMade(place: Place, cause: Error): AppError {
  const where = `A database cannot be made in ${dirname(place.data)}`
  if (/no space left|disk space|disk quota/i.test(cause.message)) {
    return new AppError('storage.full', `${where}: the disk is full. Make room, or set LEDGER_LIFT_HOME.`, {
      cause,
    })
  }
  if (/could not look up effective user/.test(cause.message)) {
    const detail = `${where}: this user (${process.getuid?.()}) has no entry in /etc/passwd, which PostgreSQL needs. Add one, or set DATABASE_URL.`
    return new AppError('start.database_failed', detail, { cause })
  }
  const said = cause.message.split('\n').filter((line) => /error|fatal|could not|spawn/i.test(line))
  const words = said.map((line) => line.replace(/^.*?(error|fatal): +/i, '')).join(' ')
  return new AppError('start.database_failed', `${where}: ${words}`, { cause })
}

function ensurePassword(place: Place): void {
  try {
    writeFileSync(place.password, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
    if (place.account.kind === 'lent') chownSync(place.password, place.account.uid, place.account.gid)
  } catch (error) {
    if (!existsSync(place.password)) throw error
  }
}

function sweepHalfMade(place: Place): void {
  for (const name of readdirSync(dirname(place.data))) {
    const pid = Number(/^initdb-(\d+)$/.exec(name)?.[1] ?? 0)
    if (pid > 0 && !isAlive(pid)) rmSync(join(dirname(place.data), name), { recursive: true, force: true })
  }
}

function refuseOtherVersion(program: Program, place: Place): void {
  const made = readFileSync(join(place.data, 'PG_VERSION'), 'utf8').trim()
  const major = program.version.split('.')[0]
  if (made === major) return
  throw new AppError(
    'start.database_failed',
    `The database in ${place.data} was made by PostgreSQL ${made}; this program brings ${major}. Use the program that made it, or move its data with pg_dump.`,
  )
}

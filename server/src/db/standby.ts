import { spawnSync } from 'node:child_process'
import { appendFileSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import pino from 'pino'
import { asAccount } from '../embedded/account.ts'
import { preparePlace, type Place } from '../embedded/place.ts'
import { addressOf } from '../embedded/postgres.ts'
import { SOCKET_PORT, spawnPostmaster, stopPostmaster, type Settings } from '../embedded/postmaster.ts'
import { openProgram } from '../embedded/program.ts'

/** A streaming replica of an embedded server, for tests and measurements. */
export interface Standby extends AsyncDisposable {
  readonly url: string
  stop(): void
}

const log = pino({ level: 'silent' })

/**
 * `from`: the home of the embedded server at `url`. Its files are copied between pg_backup_start and pg_backup_stop, for
 * the package with the binaries has no pg_basebackup; what is written meanwhile comes by streaming.
 */
export async function startStandby(
  from: string,
  url: string,
  home: string,
  settings: Settings = {},
): Promise<Standby> {
  const primary = preparePlace(from, log)
  const place = preparePlace(home, log)
  const program = openProgram(place.account, place.shared)
  await copyCluster(primary, place, url)
  spawnPostmaster(program, place, SOCKET_PORT, settings)
  const own = addressOf(place, SOCKET_PORT)
  await answers(own)
  const stop = () => void stopPostmaster(program, place)
  return { url: own, stop, [Symbol.asyncDispose]: async () => stop() }
}

async function copyCluster(primary: Place, place: Place, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`SELECT pg_backup_start('standby', fast => true)`)
  copyAs(place, primary.data, place.data)
  const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)')
  await client.end()
  for (const name of ['postmaster.pid', 'postmaster.opts', 'pg_wal'])
    rmSync(join(place.data, name), { recursive: true, force: true })
  mkdirSync(join(place.data, 'pg_wal', 'archive_status'), { recursive: true })
  writeFileSync(join(place.data, 'backup_label'), rows[0]?.labelfile ?? '')
  writeFileSync(join(place.data, 'standby.signal'), '')
  const { username, password } = new URL(url.replace(/@[^/]*/, '@host'))
  const conninfo = `host=${primary.sockets} port=${SOCKET_PORT} user=${username} password=${password}`
  appendFileSync(join(place.data, 'postgresql.auto.conf'), `primary_conninfo = '${conninfo}'\n`)
  copyFileSync(primary.password, place.password)
  owned(place)
}

function copyAs({ account }: Place, source: string, target: string): void {
  const { status, stderr } = spawnSync('cp', ['-R', '-p', source, target], {
    ...asAccount(account),
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
}

function owned({ account, data, password }: Place): void {
  if (account.kind === 'own') return
  spawnSync('chown', ['-R', `${account.uid}:${account.gid}`, data, password])
}

/** Milliseconds. */
const ANSWERS_WITHIN = 30_000

async function answers(url: string): Promise<void> {
  for (const end = Date.now() + ANSWERS_WITHIN; ; await pause(20)) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return await client.end()
    } catch (error) {
      if (Date.now() > end) throw error
    }
  }
}

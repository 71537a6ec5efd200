import { type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'
import { AppError } from '../errors.ts'
import { ensureCluster, USER } from './cluster.ts'
import { preparePlace, type Place } from './place.ts'
import {
  findPostmaster,
  SOCKET_PORT,
  spawnPostmaster,
  stopPostmaster,
  wordsFromNow,
  type Settings,
} from './postmaster.ts'
import { takeProgramLock, type HeldLock } from './program-lock.ts'
import { openProgram, type Program } from './program.ts'

export interface EmbeddedOptions {
  /** LEDGER_LIFT_HOME: made if it is not there. */
  readonly home: string
  readonly log: Logger
  /** More settings of postgresql.conf; tests turn durability off. */
  readonly settings?: Settings
}

export interface EmbeddedPostgres {
  readonly url: string
  /** Fast shutdown; resolves when the server has ended. */
  stop(): Promise<void>
}

/** Recovery after a crash of a large database takes minutes; a server that is at it is waited for. */
const START_WITHIN = 10 * 60_000

/**
 * A real PostgreSQL of our own on the data of `home`, one program at a time (`start.already_running`).
 * A server that a killed program left behind is taken over; one that dies is started again.
 */
export async function startEmbeddedPostgres({
  home,
  log,
  settings = {},
}: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const place = preparePlace(home, log)
  const program = openProgram(place.account, place.shared)
  ensureCluster(program, place)
  const port = await choosePort(place)
  const server: Server = { program, place, settings, log, port, started: false, stopping: false }
  const onExit = () => signalStop(server)
  process.once('exit', onExit)
  const stop = async () => {
    process.off('exit', onExit)
    await stopServer(server)
  }
  try {
    await hold(server)
    await createDatabase(url(server, 'postgres'))
  } catch (error) {
    if (server.lock) await stop()
    throw error
  }
  return { url: url(server, DATABASE), stop }
}

const DATABASE = 'ledger_lift'

interface Server {
  readonly program: Program
  readonly place: Place
  readonly settings: Settings
  readonly log: Logger
  port: number
  /** By us, so that it is ours to stop also before we hold the lock. */
  started: boolean
  lock?: HeldLock
  stopping: boolean
}

/** Runs the server and keeps the program's lock on it, until the stop. */
async function hold(server: Server): Promise<void> {
  const lock = await reachAndLock(server)
  if (!lock.taken) {
    server.started = false // whoever has the lock has the server, too
    throw new AppError(
      'start.already_running',
      `Ledger Lift is running on this data already, as process ${lock.by}. Use it, stop it, or set LEDGER_LIFT_HOME to another directory.`,
      { context: { pid: lock.by } },
    )
  }
  server.lock = lock
  void lock.lost.then(() => holdAgain(server))
}

/** Milliseconds between attempts to start a server again that does not come back: a disk may be full for a while. */
const PAUSES = [0, 1_000, 5_000, 30_000]

async function holdAgain(server: Server): Promise<void> {
  for (let tries = 0; !server.stopping; tries++) {
    await delay(PAUSES[tries] ?? PAUSES.at(-1), undefined, { ref: false })
    try {
      server.log.error(
        { log: server.place.log },
        'The embedded database ended by itself; it is started again',
      )
      await hold(server)
      return server.log.info('The embedded database is back')
    } catch (error) {
      if (!server.stopping) server.log.fatal({ err: error }, 'The embedded database does not come back')
    }
  }
}

async function stopServer(server: Server): Promise<void> {
  server.stopping = true
  await server.lock?.release().catch(() => undefined)
  if (stopPostmaster(server.program, server.place)) return
  server.log.error({ log: server.place.log }, 'The embedded database does not stop')
}

/** The last resort when the program ends without a stop: nothing can be waited for any more. */
function signalStop({ place, started, lock }: Server): void {
  const running = started || lock ? findPostmaster(place) : null
  if (running) process.kill(running.pid, 'SIGINT')
}

/** Starts the server unless one runs, and waits until it answers. */
async function reachAndLock(server: Server): ReturnType<typeof takeProgramLock> {
  const { place, program, settings } = server
  const deadline = Date.now() + START_WITHIN
  const words = wordsFromNow(place)
  let child: ChildProcess | null = null
  for (;;) {
    const running = findPostmaster(place)
    if (running) server.port = running.port
    else if (child === null) {
      child = spawnPostmaster(program, place, server.port, settings)
      server.started = true
    } else if (child.exitCode !== null || child.signalCode !== null) {
      if (!isPassing(words()) || Date.now() > deadline) throw failed(server, words())
      child = null
    }
    try {
      return await takeProgramLock(url(server, 'postgres'))
    } catch (error) {
      if (server.stopping || Date.now() > deadline || !isStarting(error)) throw failed(server, words(), error)
    }
    await delay(30)
  }
}

/** Another program was quicker, or a process of a killed server is still ending. */
const isPassing = (words: string) =>
  /lock file .* already exists|pre-existing shared memory|is another postmaster/.test(words)

/** 57P03: starting up, in recovery or shutting down; 57P01 and a reset: it went down while we connected. */
function isStarting(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return (
    ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P03', '57P01'].includes(code) ||
    /terminated unexpectedly/.test(String(error))
  )
}

function failed({ place }: Server, words: string, cause?: unknown): AppError {
  return new AppError(
    'start.database_failed',
    `The embedded PostgreSQL does not start: ${words} (log: ${place.log})`,
    { cause },
  )
}

const url = ({ place, port }: Server, database: string) => addressOf(place, port, database)

/** Of the server on this place, with the secret of its user. */
export function addressOf(place: Place, port: number, database = DATABASE): string {
  const secret = readFileSync(place.password, 'utf8')
  const host = place.sockets ? encodeURIComponent(place.sockets) : '127.0.0.1'
  return `postgresql://${USER}:${secret}@${host}:${port}/${database}`
}

async function choosePort(place: Place): Promise<number> {
  if (place.sockets) return SOCKET_PORT
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

async function createDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await client.end()
  }
}

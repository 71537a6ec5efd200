import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { asAccount } from './account.ts'
import type { Place } from './place.ts'
import type { Program } from './program.ts'

/** A running server: its process and where it listens. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
}

/** With Unix sockets the port is a part of the socket's name. */
export const SOCKET_PORT = 5432
const LARGEST_LOG = 10 * 1024 * 1024

/** The server that runs on this cluster, whoever started it; null when none does. */
export function findPostmaster(place: Place): Postmaster | null {
  const [pid, , , port] = pidFile(place)?.split('\n') ?? []
  if (pid === undefined || port === undefined) return null
  return serves(Number(pid), place) ? { pid: Number(pid), port: Number(port) } : null
}

/** Starts the server in a session of its own, so that a Ctrl-C reaches us and not it. */
export function spawnPostmaster(
  program: Program,
  place: Place,
  port: number,
  settings: Settings,
): ChildProcess {
  disownStalePidFile(place)
  if (place.sockets) {
    for (const name of readdirSync(place.sockets))
      if (name.startsWith('.s.PGSQL.')) rmSync(join(place.sockets, name))
  }
  if ((statSync(place.log, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG) truncateSync(place.log)
  const out = openSync(place.log, 'a', 0o600)
  const options = { ...listening(place, port), ...DURABLE, ...settings }
  const child = spawn(
    program.postgres,
    ['-D', place.data, ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...asAccount(place.account),
      cwd: '/',
      detached: true,
      stdio: ['ignore', out, out],
      env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
    },
  )
  closeSync(out)
  child.once('error', () => undefined) // its exitCode says so, too
  child.unref()
  return child
}

export type Settings = Readonly<Record<string, string>>

const DURABLE: Settings = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
}

const listening = (place: Place, port: number): Settings => ({
  port: String(port),
  ...(place.sockets
    ? { listen_addresses: '', unix_socket_directories: place.sockets, unix_socket_permissions: '0700' }
    : { listen_addresses: '127.0.0.1' }),
})

/** Fast shutdown: open transactions are rolled back, what was committed is written. Waits for the end. */
export function stopPostmaster(program: Program, place: Place): boolean {
  if (!findPostmaster(place)) return true
  const { status } = spawnSync(program.pgCtl, ['stop', '-D', place.data, '-m', 'fast', '-w', '-t', '60'], {
    ...asAccount(place.account),
    cwd: '/',
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
  })
  return status === 0 || !findPostmaster(place)
}

/** Asked later, the last thing of weight that the server has logged since now. */
export function wordsFromNow(place: Place): () => string {
  const before = statSync(place.log, { throwIfNoEntry: false })?.size ?? 0
  return () => {
    const log = existsSync(place.log) ? readFileSync(place.log) : Buffer.alloc(0)
    const lines = log
      .subarray(log.length < before ? 0 : before)
      .toString('utf8')
      .trimEnd()
      .split('\n')
    const telling = lines.filter((line) => /FATAL|PANIC|ERROR/.test(line))
    return (telling.at(-1) ?? lines.at(-1) ?? '').replace(/^.*(FATAL|PANIC|ERROR): +/, '')
  }
}

/** Signals arrive for another user's process, too, so EPERM means that it is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function pidFile(place: Place): string | null {
  try {
    return readFileSync(join(place.data, 'postmaster.pid'), 'utf8')
  } catch {
    return null
  }
}

/** A process id comes back after a reboot: only one that works in this very directory is the server. */
function serves(pid: number, place: Place): boolean {
  if (!isAlive(pid)) return false
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === place.data
  } catch {
    if (process.platform === 'linux') return false
    if (process.platform === 'win32') return true
    return /postgres/.test(
      spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout,
    )
  }
}

/**
 * A file left by a killed server whose process id belongs to somebody else now would keep Postgres from starting.
 * Postgres takes its own parent's id for stale; with ours in the file it goes on to look for shared memory still in
 * use by a survivor of the killed server, which removing the file would skip.
 */
function disownStalePidFile(place: Place): void {
  const text = pidFile(place)
  if (text === null) return
  const [, ...rest] = text.split('\n')
  writeFileSync(join(place.data, 'postmaster.pid'), [String(process.pid), ...rest].join('\n'))
}

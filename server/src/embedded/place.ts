import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { AppError } from '../errors.ts'
import { asAccount, chooseAccount, type Account } from './account.ts'

/** Where the embedded database keeps itself, and who it runs as. */
export interface Place {
  readonly account: Account
  /** The cluster. Made by `initdb`; everything around it is there. */
  readonly data: string
  readonly log: string
  /** Holds the Unix socket; null where there are none (Windows). */
  readonly sockets: string | null
  /** The secret of the one database user, closed to others. */
  readonly password: string
  /** Where a copy of the binaries goes if one is needed. */
  readonly shared: string
}

const SYSTEM = '/var/lib/ledger-lift'
/** A socket's path fits 108 bytes on Linux and 104 on macOS, with `/.s.PGSQL.5432` and its end in it. */
const LONGEST_SOCKET_DIRECTORY = 85

/**
 * Inside `home`, unless we are root and the unprivileged account cannot get there (a home under /root): then under
 * /var/lib/ledger-lift, with a file in `home` that says so.
 */
export function preparePlace(home: string, log: Logger): Place {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const real = realpathSync(home)
  const inside = join(real, 'postgres')
  const pointer = join(real, 'postgres-is-elsewhere.txt')
  const base = existsSync(pointer) ? readPointer(pointer) : inside
  const account = chooseAccount(join(base, 'data'))
  if (account.kind === 'own') return layOut(base, inside, account)

  if (base === inside) {
    openTo(account, real)
    if (reaches(account, makeFor(account, base))) return layOut(base, SYSTEM, account)
  }
  const elsewhere = base === inside ? join(SYSTEM, shortHash(real)) : base
  mkdirSync(SYSTEM, { recursive: true, mode: 0o755 })
  makeFor(account, elsewhere)
  if (!reaches(account, elsewhere)) throw unreachable(account, elsewhere)
  writePointer(pointer, elsewhere)
  log.info({ home: real, database: elsewhere }, 'The database is outside the home: its user cannot get there')
  return layOut(elsewhere, SYSTEM, account)
}

function layOut(base: string, shared: string, account: Account): Place {
  makeFor(account, base)
  const sockets = process.platform === 'win32' ? null : socketDirectory(base, account)
  return {
    account,
    data: join(base, 'data'),
    log: join(base, 'postgres.log'),
    sockets,
    password: join(base, 'password'),
    shared,
  }
}

function socketDirectory(base: string, account: Account): string {
  const near = join(base, 'run')
  const short = join(tmpdir(), `ledger-lift-${shortHash(base)}`)
  const directory = Buffer.byteLength(near) <= LONGEST_SOCKET_DIRECTORY ? near : short
  makeFor(account, directory)
  const owner = account.kind === 'own' ? process.getuid?.() : account.uid
  if (statSync(directory).uid !== owner) {
    throw new AppError(
      'start.database_failed',
      `${directory} belongs to somebody else. Remove it and start again.`,
    )
  }
  return directory
}

/** A directory of the account's own, closed to others. */
function makeFor(account: Account, directory: string): string {
  const made = mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined
  if (account.kind === 'lent' && statSync(directory).uid === 0) chownSync(directory, account.uid, account.gid)
  if (made) chmodSync(directory, 0o700)
  return directory
}

/** Lets the account's group pass through a home that root alone may enter; it cannot list it. */
function openTo(account: Account & { kind: 'lent' }, home: string): void {
  const { mode, uid } = statSync(home)
  if (uid !== 0 || reaches(account, home)) return
  chownSync(home, 0, account.gid)
  chmodSync(home, (mode & 0o777) | 0o010)
}

/** Asked of the system itself, so that modes, lists of access and mounts all count. */
function reaches(account: Account, directory: string): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory], { ...asAccount(account), cwd: '/' })
      .status === 0
  )
}

const shortHash = (path: string) => createHash('sha256').update(path).digest('hex').slice(0, 12)

const POINTER = 'The database of this directory is kept in the directory named below.\n'

const readPointer = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? ''

function writePointer(file: string, directory: string): void {
  writeFileSync(file, `${POINTER}${directory}\n`)
}

function unreachable(account: Account & { kind: 'lent' }, directory: string): AppError {
  return new AppError(
    'start.database_failed',
    `Postgres refuses to run as root, and user ${account.uid} cannot use ${directory}. Start as an ordinary user, or set DATABASE_URL.`,
  )
}

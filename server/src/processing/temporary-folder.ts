import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AppError } from '../errors.ts'

/** `HOST.PID.START`: whose it is, so that what a killed worker left can be told from what a living one uses. */
const NAME = /^(?<host>.+)\.(?<pid>\d+)\.(?<start>\d+)$/

export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string
}

/**
 * A folder of this process alone inside `base`. What dead processes of this machine left there goes first.
 * Throws storage.full or storage.denied.
 */
export async function openTemporaryFolder(base: string, now = Date.now()): Promise<TemporaryFolder> {
  const path = join(base, `${host()}.${process.pid}.${now}`)
  try {
    await mkdir(base, { recursive: true, mode: 0o700 })
    await sweep(base)
    await mkdir(path, { mode: 0o700 })
  } catch (cause) {
    throw unusable(base, cause)
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

function unusable(base: string, cause: unknown): AppError {
  const errno = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  if (errno === 'ENOSPC' || errno === 'EDQUOT')
    return new AppError('storage.full', `There is no room for documents at work in ${base}.`, { cause })
  const detail = `The folder for documents at work, ${base}, cannot be used (${errno}); check its owner and permissions.`
  return new AppError('storage.denied', detail, { cause })
}

async function sweep(base: string): Promise<void> {
  const left = (await readdir(base)).filter(isLeft)
  for (const name of left) {
    const path = join(base, name)
    await killOrphans(path)
    await rm(path, { recursive: true, force: true })
  }
}

function isLeft(name: string): boolean {
  const { host: owner, pid } = NAME.exec(name)?.groups ?? {}
  // Our own number with another start is a process that had it before us: in a container it is always the same.
  return owner === host() && pid !== undefined && (Number(pid) === process.pid || !isAlive(Number(pid)))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/**
 * An extraction process notices that its parent is gone when it next listens, which one that a document keeps in a
 * loop never does; one that lays a document out never listens. The first is known by the folder that it was permitted
 * to read, the second by where its profile is. Linux only: elsewhere there is no `/proc`.
 */
async function killOrphans(folder: string): Promise<void> {
  const processes = await readdir('/proc').catch(() => [])
  for (const pid of processes.filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (
      command.split('\0').includes(`--allow-fs-read=${join(folder, '*')}`) ||
      command.includes(`${pathToFileURL(folder).href}/`)
    )
      kill(Number(pid))
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It went meanwhile, as the second of a pair goes with the first.
  }
}

const host = () => hostname().replaceAll(/[^\w-]/g, '-')

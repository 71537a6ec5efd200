import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import { isErrno } from '../storage/filesystem/file-errors.ts'

/** Whole or not at all, durable, for its owner alone; false where there is one already, which stays. */
export function writeSecretFile(file: string, content: string): boolean {
  return writeAside(file, content, (draft) => linkIfAbsent(draft, file))
}

/** Readers find the old content or the new one, whole, whenever the power fails. */
export function replaceSecretFile(file: string, content: string): void {
  writeAside(file, content, (draft) => {
    renameSync(draft, file)
    syncDirectory(dirname(file))
  })
}

/** The file under another name, too, unless that is taken. */
export function linkIfAbsent(file: string, name: string): boolean {
  try {
    linkSync(file, name)
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false
    throw error
  }
  syncDirectory(dirname(name))
  return true
}

function writeAside<T>(file: string, content: string, publish: (draft: string) => T): T {
  makeDirectory(dirname(file))
  const draft = `${file}.${randomUUID()}.new`
  const handle = openSync(draft, 'wx', 0o600)
  try {
    writeSync(handle, content)
    fsyncSync(handle)
    return publish(draft)
  } finally {
    closeSync(handle)
    rmSync(draft, { force: true })
  }
}

function makeDirectory(directory: string): void {
  const first = mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = directory; made.length >= first.length; made = dirname(made)) syncDirectory(dirname(made))
}

/** After this a power cut does not lose the names in it. Windows has no such call and needs none. */
function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(directory, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

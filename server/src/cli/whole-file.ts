import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Writes the file whole or not at all: aside first, then renamed over. Synchronous, so that no signal handler runs in
 * between. What is not a plain file (a pipe, /dev/stdout) is written to directly. Throws the file system's own errors,
 * with `path` the file that was meant.
 */
export function writeWholeFile(path: string, bytes: Uint8Array): void {
  const target = existsSync(path) ? realpathSync(path) : path
  const there = statSync(target, { throwIfNoEntry: false })
  if (there && !there.isFile() && !there.isDirectory()) return writeFileSync(target, bytes)
  const aside = join(dirname(target), `.${basename(target).slice(0, 200)}.${process.pid}.part`)
  try {
    // A new file gets the usual mode, one that is replaced keeps its own.
    writeDurably(aside, bytes, there?.isFile() ? there.mode & 0o777 : 0o666)
    renameSync(aside, target)
  } catch (error) {
    rmSync(aside, { force: true })
    throw error instanceof Error ? Object.assign(error, { path }) : error
  }
}

function writeDurably(path: string, bytes: Uint8Array, mode: number): void {
  const file = openSync(path, 'wx', mode)
  try {
    writeFileSync(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

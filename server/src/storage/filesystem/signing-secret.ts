import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isErrno } from './file-errors.ts'

/**
 * The secret that signs addresses: made once and kept in the storage directory, readable by its owner alone, so that
 * all processes on one directory have the same and addresses outlive a restart.
 */
export function keptSigningSecret(directory: string): string {
  const path = join(directory, 'signing-secret')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const fresh = `${path}.${process.pid}-${randomBytes(6).toString('hex')}`
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error
  }
  writeFileSync(fresh, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true })
  try {
    linkSync(fresh, path)
  } catch (error) {
    if (!isErrno(error, 'EEXIST')) throw error // another process was first: its secret counts
  } finally {
    rmSync(fresh, { force: true })
  }
  return readFileSync(path, 'utf8')
}

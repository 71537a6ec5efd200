import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import { DEFAULT_TENANT } from '../ids.ts'
import type { Principal } from './principal.ts'
import { permissionsOf } from './roles.ts'
import { newCredential, parseCredential, type Credential } from './secrets.ts'

/** Whoever owns the data folder, or the process itself: may do everything with the default tenant. */
export const LOCAL: Principal = {
  tenant: DEFAULT_TENANT,
  actor: 'local',
  role: 'admin',
  may: permissionsOf('admin'),
  limitedBy: null,
  expiresAt: null,
  keyId: null,
}

const fileIn = (home: string) => join(home, 'local-key')

/** The key of the embedded mode's one user: made once, readable by the owner of the folder alone. */
export function keptLocalKey(home: string): Credential {
  const known = localKey(home)
  if (known !== null) return known
  const fresh = `${fileIn(home)}.${randomBytes(6).toString('hex')}`
  writeFileSync(fresh, `${newCredential('live').token}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(fresh, fileIn(home))
  } catch (error) {
    const first = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    if (!first) throw error // else another process was first: its key counts
  } finally {
    rmSync(fresh, { force: true })
  }
  const kept = localKey(home)
  if (kept !== null) return kept
  const detail = `${fileIn(home)} holds no key of this program; remove it, and the next start makes another.`
  throw new AppError('config.invalid', detail)
}

/** Null before the first start. */
export function localKey(home: string): Credential | null {
  try {
    return parseCredential(readFileSync(fileIn(home), 'utf8').trim())
  } catch {
    return null
  }
}

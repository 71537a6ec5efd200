import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { forAllTenants } from '../db/tenancy.ts'
import { AppError } from '../errors.ts'
import { findKey, keyPermissions, type FoundKey } from './key-store.ts'
import type { TokenVerifier } from './oidc.ts'
import type { Principal } from './principal.ts'
import { hashOf, parseCredential, sameHash, type Credential } from './secrets.ts'
import { findSession, type FoundSession } from './session-store.ts'
import { permissionsOf } from './roles.ts'
import { findTenant, NO_LIMITS } from './tenant-store.ts'

/** Whom a credential stands for. Synchronous for one that was seen within the last seconds. */
export interface Authenticator {
  /** A key, a session or an access token. Throws auth.invalid and auth.expired. */
  principalFor(token: string): Principal | Promise<Principal>
  /** Uses up a link. */
  principalForLink(token: string): Promise<Principal>
  /** What was known of this credential is asked for again. */
  forget(token: string): void
}

export interface AuthenticatorDeps {
  readonly db: Kysely<Database>
  /** The program's own key, known without the database. */
  readonly own?: { readonly hash: string; readonly principal: Principal } | undefined
  readonly tokens?: TokenVerifier | undefined
  readonly now?: () => number
}

/** Milliseconds for which an answer of the database holds: a revoked key is refused everywhere within them. */
const KNOWN_FOR = 5_000
const MOST_KNOWN = 10_000

interface Known {
  readonly principal: Principal
  readonly until: number
}

export function createAuthenticator({ db, own, tokens, now = Date.now }: AuthenticatorDeps): Authenticator {
  const known = new Map<string, Known>()

  /** By hashes: how long it takes to find one says nothing of another. */
  function keep(token: string, principal: Principal): Principal {
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(hashOf(token), { principal, until: now() + KNOWN_FOR })
    return principal
  }

  async function look(credential: Credential): Promise<Principal> {
    if (credential.kind === 'live')
      return limited(principalOfKey(await findKey(db, credential), credential, now()))
    if (credential.kind === 'session')
      return limited(principalOfSession(await findSession(db, credential), now()))
    throw invalid()
  }

  async function limited(principal: Principal): Promise<Principal> {
    const { tenant, limitedBy } = principal
    if (limitedBy === null) return principal
    return { ...principal, limitedBy: { ...limitedBy, tenant: await findTenant(db, tenant) } }
  }

  function ask(token: string): Principal | Promise<Principal> {
    const credential = parseCredential(token)
    if (credential === null) {
      if (tokens === undefined) throw invalid()
      return forAllTenants(async () => limited(await tokens.verify(token))).then((principal) =>
        keep(token, principal),
      )
    }
    if (own !== undefined && sameHash(own.hash, credential.hash)) return keep(token, own.principal)
    return forAllTenants(() => look(credential)).then((principal) => keep(token, principal))
  }

  return {
    principalFor(token) {
      const seen = known.get(hashOf(token))
      if (seen === undefined || seen.until < now()) return ask(token)
      if (seen.principal.expiresAt !== null && seen.principal.expiresAt.getTime() <= now()) throw expired()
      return seen.principal
    },
    async principalForLink(token) {
      const credential = parseCredential(token)
      if (credential?.kind !== 'link') throw invalid()
      const row = await forAllTenants(() => findSession(db, credential))
      const principal = principalOfSession(row, now())
      // A link is short-lived; the session that it gives ends with the key behind it, or with the access token.
      return principal.actor.startsWith('user:')
        ? principal
        : { ...principal, expiresAt: row?.key_expires_at ?? null }
    },
    forget: (token) => void known.delete(hashOf(token)),
  }
}

function principalOfKey(row: FoundKey | undefined, { hash }: Credential, now: number): Principal {
  if (row === undefined || !sameHash(row.hash, hash)) throw invalid()
  if (row.revoked_at !== null) throw new AppError('auth.invalid', 'This API key was revoked; use another.')
  if (row.expires_at !== null && row.expires_at.getTime() <= now) throw expired()
  return {
    tenant: row.tenant_id,
    actor: `key:${row.prefix}`,
    role: row.role,
    may: keyPermissions(row),
    limitedBy: { caller: `key:${row.prefix}`, perMinute: row.requests_per_minute, tenant: NO_LIMITS },
    expiresAt: row.expires_at,
    keyId: row.id,
  }
}

function principalOfSession(row: FoundSession | undefined, now: number): Principal {
  if (row === undefined || row.key_revoked_at !== null)
    throw new AppError('auth.invalid', 'This sign-in is over or its link was used; sign in again.')
  const ends = [row.expires_at, row.key_expires_at].flatMap((end) => (end === null ? [] : [end.getTime()]))
  const expiresAt = new Date(Math.min(...ends))
  if (expiresAt.getTime() <= now) throw expired()
  return {
    tenant: row.tenant_id,
    actor: row.actor,
    role: row.role,
    may: permissionsOf(row.role, row.scopes),
    limitedBy:
      row.actor === 'local'
        ? null
        : { caller: row.actor, perMinute: row.key_requests_per_minute, tenant: NO_LIMITS },
    expiresAt,
    keyId: row.api_key_id,
  }
}

const invalid = () =>
  new AppError('auth.invalid', 'This is not a key, sign-in or access token that is known here.')
const expired = () => new AppError('auth.expired', 'This key, sign-in or token has expired; get a new one.')

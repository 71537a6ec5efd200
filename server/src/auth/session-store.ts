import { sql, type Kysely, type Selectable } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { ApiKeyId } from '../ids.ts'
import type { Principal } from './principal.ts'
import { newCredential, sameHash, type Credential } from './secrets.ts'

/** Seconds: a working fortnight, and a day to open a link. */
export const SESSION_SECONDS = 14 * 24 * 3600
export const LINK_SECONDS = 24 * 3600

/** The session, or the link to one, of whoever is known already. It ends with what it was made from. */
export async function openSession(
  db: Kysely<Database>,
  kind: 'link' | 'session',
  principal: Principal,
): Promise<{ readonly token: string; readonly expiresAt: Date }> {
  const { prefix, hash, token } = newCredential(kind)
  const seconds = kind === 'link' ? LINK_SECONDS : SESSION_SECONDS
  const longest = Date.now() + seconds * 1000
  const expiresAt = new Date(Math.min(longest, principal.expiresAt?.getTime() ?? longest))
  await db
    .insertInto('sessions')
    .values({
      prefix,
      hash,
      kind,
      tenant_id: principal.tenant,
      api_key_id: principal.keyId as ApiKeyId | null,
      actor: principal.actor,
      role: principal.role,
      scopes: JSON.stringify([...principal.may]),
      expires_at: expiresAt,
    })
    .execute()
  return { token, expiresAt }
}

export interface FoundSession extends Selectable<Database['sessions']> {
  readonly key_revoked_at: Date | null
  readonly key_expires_at: Date | null
  readonly key_requests_per_minute: number | null
}

/** A session; a link is used up by this. */
export async function findSession(
  db: Kysely<Database>,
  { kind, prefix, hash }: Credential,
): Promise<FoundSession | undefined> {
  const { rows } = await sql<FoundSession>`
    WITH used AS (DELETE FROM sessions WHERE prefix = ${prefix} AND hash = ${hash} AND kind = 'link' RETURNING prefix)
    SELECT s.*, k.revoked_at AS key_revoked_at, k.expires_at AS key_expires_at,
      k.requests_per_minute AS key_requests_per_minute
    FROM sessions s LEFT JOIN api_keys k ON k.id = s.api_key_id
    WHERE s.prefix = ${prefix} AND s.kind = ${kind} AND (s.kind = 'session' OR EXISTS (SELECT FROM used))`.execute(
    db,
  )
  const [row] = rows
  return row !== undefined && sameHash(row.hash, hash) ? row : undefined
}

export async function closeSession(db: Kysely<Database>, { prefix, hash }: Credential): Promise<void> {
  await db.deleteFrom('sessions').where('prefix', '=', prefix).where('hash', '=', hash).execute()
}

export async function forgetExpiredSessions(db: Kysely<Database>): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where(sql<boolean>`expires_at < now()`)
    .execute()
}

import { sql, type Kysely, type Selectable } from 'kysely'
import type { Database } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import type { Actor } from '../events.ts'
import { newId, type ApiKeyId, type TenantId } from '../ids.ts'
import { isPermission, permissionsOf, type Permission, type Role } from './roles.ts'
import { newCredential } from './secrets.ts'

export type KeyRow = Omit<Selectable<Database['api_keys']>, 'hash'>

export interface NewKey {
  readonly tenant: TenantId
  readonly name: string
  readonly role: Role
  /** Fewer permissions than the role's; null: all of them. */
  readonly scopes: readonly string[] | null
  readonly requestsPerMinute: number | null
  readonly expiresAt: Date | null
  readonly actor: Actor
}

/** The only time that anybody sees the whole key. */
export interface MadeKey {
  readonly row: KeyRow
  readonly token: string
}

const COLUMNS = [
  'id',
  'tenant_id',
  'name',
  'prefix',
  'role',
  'scopes',
  'requests_per_minute',
  'created_at',
  'created_by',
  'expires_at',
  'last_used_at',
  'revoked_at',
] as const

/** Throws request.unprocessable for a scope that the role does not have. */
export async function createKey(db: Kysely<Database>, key: NewKey): Promise<MadeKey> {
  assertScopes(key.role, key.scopes)
  const { prefix, hash, token } = newCredential('live')
  const row = await db
    .insertInto('api_keys')
    .values({
      id: newId<ApiKeyId>(),
      tenant_id: key.tenant,
      name: key.name,
      prefix,
      hash,
      role: key.role,
      scopes: key.scopes === null ? null : JSON.stringify(key.scopes),
      requests_per_minute: key.requestsPerMinute,
      created_by: key.actor,
      expires_at: key.expiresAt,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
  return { row, token }
}

function assertScopes(role: Role, scopes: readonly string[] | null): void {
  const may = permissionsOf(role)
  const wrong = scopes?.find((scope) => !isPermission(scope) || !may.has(scope))
  if (wrong === undefined) return
  throw new AppError(
    'request.unprocessable',
    `The role ${role} has no permission ${JSON.stringify(wrong)}.`,
    {
      fields: [{ pointer: '/scopes', detail: `may be ${[...may].join(', ')}` }],
    },
  )
}

export const keyPermissions = ({ role, scopes }: Pick<KeyRow, 'role' | 'scopes'>): ReadonlySet<Permission> =>
  permissionsOf(role, scopes)

/** The newest first. */
export const listKeys = (db: Kysely<Database>, tenant: TenantId, limit = 1000): Promise<KeyRow[]> =>
  db
    .selectFrom('api_keys')
    .select(COLUMNS)
    .where('tenant_id', '=', tenant)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

/** By its id or its prefix. Throws api_key.not_found. */
export async function readKey(db: Kysely<Database>, tenant: TenantId, name: string): Promise<KeyRow> {
  const row = await db
    .selectFrom('api_keys')
    .select(COLUMNS)
    .where('tenant_id', '=', tenant)
    .where((is) => is.or([is('prefix', '=', name), sql<boolean>`id::text = ${name.toLowerCase()}`]))
    .executeTakeFirst()
  if (row !== undefined) return row
  throw new AppError('api_key.not_found', `There is no API key ${JSON.stringify(name.slice(0, 64))}.`)
}

/** Its sessions end with it. Again, it changes nothing. */
export async function revokeKey(db: Kysely<Database>, { id }: KeyRow): Promise<void> {
  await db
    .updateTable('api_keys')
    .set({ revoked_at: sql`coalesce(revoked_at, now())` })
    .where('id', '=', id)
    .execute()
  await db.deleteFrom('sessions').where('api_key_id', '=', id).execute()
}

/** Another key of the same kind; the old one is good for `overlap` more seconds. */
export async function rotateKey(
  db: Kysely<Database>,
  old: KeyRow,
  overlap: number,
  actor: Actor,
): Promise<MadeKey> {
  if (old.revoked_at !== null)
    throw new AppError('api_key.not_found', 'This API key was revoked; make a new one.')
  const lifetime = old.expires_at && old.expires_at.getTime() - old.created_at.getTime()
  return db.transaction().execute(async (trx) => {
    const made = await createKey(trx, {
      tenant: old.tenant_id,
      name: old.name,
      role: old.role,
      scopes: old.scopes,
      requestsPerMinute: old.requests_per_minute,
      expiresAt: lifetime === null ? null : new Date(Date.now() + lifetime),
      actor,
    })
    await trx
      .updateTable('api_keys')
      .set({ expires_at: sql`least(expires_at, now() + make_interval(secs => ${overlap}))` })
      .where('id', '=', old.id)
      .execute()
    return made
  })
}

export interface FoundKey extends KeyRow {
  readonly hash: string
}

/** The live row, and that it was used: written down once a minute at most. */
export async function findKey(
  db: Kysely<Database>,
  { prefix, hash }: { readonly prefix: string; readonly hash: string },
): Promise<FoundKey | undefined> {
  return db
    .with('used', (query) =>
      query
        .updateTable('api_keys')
        .set({ last_used_at: sql`now()` })
        .where('prefix', '=', prefix)
        .where('hash', '=', hash)
        .where('revoked_at', 'is', null)
        .where(sql<boolean>`(last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`),
    )
    .selectFrom('api_keys')
    .select([...COLUMNS, 'hash'])
    .where('prefix', '=', prefix)
    .executeTakeFirst()
}

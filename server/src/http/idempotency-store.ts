import { canonicalJson, sha256Hex } from '@ledger-lift/extraction/canonical'
import { sql, type Kysely } from 'kysely'
import type { Principal } from '../auth/principal.ts'
import type { Database } from '../db/schema.ts'
import type { Actor } from '../events.ts'
import type { TenantId } from '../ids.ts'

export interface Answer {
  readonly status: number
  readonly type: string
  /** As it was sent, to the byte. */
  readonly body: string
}

/** An answer that holds a secret is not kept, only that it was given. */
export interface Withheld {
  readonly status: number
  /** The id of what the request made, where the answer had one. */
  readonly made: string | null
}

/** The right to answer under a key. `since` tells it from a later one, should this one be taken for dead. */
export interface Claim {
  readonly kind: 'mine'
  readonly tenant: TenantId
  /** As kept. */
  readonly key: string
  readonly since: string
}

export type Claimed =
  | Claim
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'withheld'; readonly made: string | null }
  | { readonly kind: 'in_flight' | 'mismatch' }

/** Longer than any request takes: one that is older died with its process. */
const DEAD_AFTER = '60 seconds'
const KEPT_FOR = '24 hours'

/**
 * Callers choose their keys without knowing of each other: the row's key is of both. A hash, for the column takes 255
 * characters, and programs of before this have their unique key on it.
 */
export const keptUnder = (actor: Actor, key: string): string => sha256Hex(canonicalJson([actor, key]))

/** One statement decides a race: the key's row is inserted, taken over when it is dead or expired, or somebody else's. */
export async function claim(
  db: Kysely<Database>,
  { tenant, actor }: Pick<Principal, 'tenant' | 'actor'>,
  sent: string,
  request: { readonly route: string; readonly hash: string },
): Promise<Claimed> {
  const key = keptUnder(actor, sent)
  const { rows } = await sql<{ since: string }>`
    INSERT INTO idempotency_keys AS k (tenant_id, key, route, request_hash)
    VALUES (${tenant}, ${key}, ${request.route}, ${request.hash})
    ON CONFLICT (tenant_id, key) DO UPDATE
    SET route = excluded.route, request_hash = excluded.request_hash, response_status = NULL, response_body = NULL,
        created_at = excluded.created_at
    WHERE k.created_at < now() - ${KEPT_FOR}::interval
      OR (k.response_status IS NULL AND k.created_at < now() - ${DEAD_AFTER}::interval)
    RETURNING created_at::text AS since`.execute(db)
  const [row] = rows
  if (row !== undefined) return { kind: 'mine', tenant, key, since: row.since }
  return (await earlier(db, tenant, key, request.hash)) ?? { kind: 'in_flight' }
}

async function earlier(
  db: Kysely<Database>,
  tenant: TenantId,
  key: string,
  hash: string,
): Promise<Claimed | undefined> {
  const row = await db
    .selectFrom('idempotency_keys')
    .select(['request_hash', 'response_status', 'response_body'])
    .where('tenant_id', '=', tenant)
    .where('key', '=', key)
    .executeTakeFirst()
  if (row === undefined) return undefined
  if (row.request_hash !== hash) return { kind: 'mismatch' }
  const { response_status: status, response_body: kept } = row
  if (status === null || kept === null) return { kind: 'in_flight' }
  if ('made' in kept) return { kind: 'withheld', made: kept['made'] === null ? null : String(kept['made']) }
  return { kind: 'answered', answer: { status, type: String(kept['type']), body: String(kept['body']) } }
}

export async function finish(
  db: Kysely<Database>,
  claim: Claim,
  { status, ...kept }: Answer | Withheld,
): Promise<void> {
  await db
    .updateTable('idempotency_keys')
    .set({ response_status: status, response_body: JSON.stringify(kept) })
    .where('tenant_id', '=', claim.tenant)
    .where('key', '=', claim.key)
    .where(sql<boolean>`created_at = ${claim.since}::timestamptz`)
    .execute()
}

/** As if the request had not been sent. */
export async function release(db: Kysely<Database>, claim: Claim): Promise<void> {
  await db
    .deleteFrom('idempotency_keys')
    .where('tenant_id', '=', claim.tenant)
    .where('key', '=', claim.key)
    .where(sql<boolean>`created_at = ${claim.since}::timestamptz`)
    .execute()
}

export async function forgetExpired(db: Kysely<Database>): Promise<void> {
  await db
    .deleteFrom('idempotency_keys')
    .where(sql<boolean>`created_at < now() - ${KEPT_FOR}::interval`)
    .execute()
}

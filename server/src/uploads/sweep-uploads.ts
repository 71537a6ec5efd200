import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { asTenant } from '../db/tenancy.ts'
import type { TenantId } from '../ids.ts'
import { keys } from '../storage/keys.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import { REMOVED_AFTER } from './rules.ts'

export interface SweepDeps {
  readonly db: Kysely<Database>
  readonly storage: ObjectStorage
  readonly clock?: () => Date
}

export interface Swept {
  /** Multipart uploads that expired. */
  readonly aborted: number
  /** Objects that nobody registered. */
  readonly removed: number
  /** What interrupted uploads left in the store. */
  readonly discarded: number
}

/** Keys that one look-up takes. */
const AT_ONCE = 500

/** One tenant after the other, each within its own rows. */
export async function sweepAllUploads(deps: SweepDeps, signal?: AbortSignal): Promise<void> {
  for (const { id } of await deps.db.selectFrom('tenants').select('id').execute()) {
    signal?.throwIfAborted()
    await asTenant(id, () => sweepUploads(deps, id, signal))
  }
}

/** Removes uploads that nobody finished or registered. Harmless when two do it at once, or when it is cut off. */
export async function sweepUploads(
  { db, storage, clock = () => new Date() }: SweepDeps,
  tenant: TenantId,
  signal?: AbortSignal,
): Promise<Swept> {
  const now = clock()
  const before = new Date(now.getTime() - REMOVED_AFTER)
  const aborted = await abortExpired(db, storage, tenant, now, signal)
  const removed = await removeUnregistered(db, storage, tenant, before, signal)
  const discarded = await storage.discardUnfinished(keys.uploads(tenant), before)
  await forgetCompleted(db, tenant, before)
  return { aborted, removed, discarded }
}

async function abortExpired(
  db: Kysely<Database>,
  storage: ObjectStorage,
  tenant: TenantId,
  now: Date,
  signal: AbortSignal | undefined,
): Promise<number> {
  const expired = await db
    .selectFrom('multipart_uploads')
    .select(['id', 'key', 'store_upload_id'])
    .where('tenant_id', '=', tenant)
    .where('completed_at', 'is', null)
    .where('expires_at', '<', now)
    .execute()
  for (const { id, key, store_upload_id } of expired) {
    signal?.throwIfAborted()
    await storage.abortMultipart(key, store_upload_id)
    await db.deleteFrom('multipart_uploads').where('id', '=', id).where('completed_at', 'is', null).execute()
  }
  return expired.length
}

async function removeUnregistered(
  db: Kysely<Database>,
  storage: ObjectStorage,
  tenant: TenantId,
  before: Date,
  signal: AbortSignal | undefined,
): Promise<number> {
  let removed = 0
  let old: string[] = []
  const removeOld = async () => {
    signal?.throwIfAborted()
    const registered = await registeredOf(db, old)
    const unknown = old.filter((key) => !registered.has(key))
    await storage.delete(unknown)
    removed += unknown.length
    old = []
  }
  for await (const { key, lastModified } of storage.list(keys.uploads(tenant))) {
    if (lastModified < before) old.push(key)
    if (old.length === AT_ONCE) await removeOld()
  }
  if (old.length > 0) await removeOld()
  return removed
}

async function registeredOf(
  db: Kysely<Database>,
  candidates: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('documents').select('s3_key').where('s3_key', 'in', candidates).execute()
  return new Set(rows.map((row) => row.s3_key))
}

const forgetCompleted = (db: Kysely<Database>, tenant: TenantId, before: Date) =>
  db
    .deleteFrom('multipart_uploads')
    .where('tenant_id', '=', tenant)
    .where('completed_at', '<', before)
    .execute()

import { sql, type Kysely, type Transaction } from 'kysely'
import type { Database } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import { DELETIONS_LOCK } from './hold-deletions.ts'
import type { ObjectStorage } from './storage.ts'

type Deleting = Pick<ObjectStorage, 'list' | 'delete'>

export interface Drained {
  readonly emptied: number
  /** Stay in the list with their `last_error`, for the next round. */
  readonly failed: number
}

/** Keys that are deleted together. */
const AT_ONCE = 1000

/**
 * Deletes what is listed in `pending_deletions`, each entry once a round. Several may do it at once: an entry in work
 * is locked, and the others pass it by. Ends early while the store is away, or a
 * backup copies.
 */
export async function drainDeletions(
  { db, storage }: { readonly db: Kysely<Database>; readonly storage: Deleting },
  signal?: AbortSignal,
): Promise<Drained> {
  const drained = { emptied: 0, failed: 0 }
  for (let after = 0; signal?.aborted !== true;) {
    const entry = await db.transaction().execute((trx) => drainNext(trx, storage, after))
    if (entry === null) break
    after = entry.id
    drained[entry.error === null ? 'emptied' : 'failed']++
    if (entry.error instanceof AppError && entry.error.code === 'storage.unavailable') break
  }
  return drained
}

interface Entry {
  readonly id: number
  readonly error: unknown
}

async function drainNext(
  trx: Transaction<Database>,
  storage: Deleting,
  after: number,
): Promise<Entry | null> {
  const free = sql<{ free: boolean }>`SELECT pg_try_advisory_xact_lock_shared(${DELETIONS_LOCK}) AS free`
  if ((await free.execute(trx)).rows[0]?.free !== true) return null
  const row = await trx
    .selectFrom('pending_deletions')
    .select(['id', 'key'])
    .where('id', '>', after)
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  if (row === undefined) return null
  try {
    await empty(storage, row.key)
  } catch (error) {
    await trx
      .updateTable('pending_deletions')
      .set(({ eb }) => ({ attempts: eb('attempts', '+', 1), last_error: describe(error) }))
      .where('id', '=', row.id)
      .execute()
    return { id: row.id, error: error ?? 'unknown' }
  }
  await trx.deleteFrom('pending_deletions').where('id', '=', row.id).execute()
  return { id: row.id, error: null }
}

/** A key that ends with `/` stands for everything under it. */
async function empty(storage: Deleting, key: string): Promise<void> {
  if (!key.endsWith('/')) return storage.delete([key])
  let batch: string[] = []
  for await (const object of storage.list(key)) {
    batch.push(object.key)
    if (batch.length < AT_ONCE) continue
    await storage.delete(batch)
    batch = []
  }
  if (batch.length > 0) await storage.delete(batch)
}

const describe = (error: unknown): string =>
  (error instanceof AppError ? `${error.code}: ${error.message}` : String(error)).slice(0, 500)

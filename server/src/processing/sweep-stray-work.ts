import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import { runKeys, type Attempt } from './attempt.ts'
import { allKeptBatchKeys } from './store.ts'

/**
 * Objects of batches whose worker was killed before it could write the row: nobody would find them again. While the
 * lease is held, for afterwards they may be another attempt's. A first attempt has nothing to sweep.
 */
export async function sweepStrayWork(
  db: Kysely<Database>,
  storage: ObjectStorage,
  attempt: Attempt,
): Promise<void> {
  if (attempt.row.attempt === 1) return
  const known = new Set(await allKeptBatchKeys(db, attempt))
  const stray: string[] = []
  for await (const { key } of storage.list(runKeys(attempt).work)) if (!known.has(key)) stray.push(key)
  if (stray.length > 0) await storage.delete(stray)
}

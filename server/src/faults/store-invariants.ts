import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { DEFAULT_TENANT } from '../ids.ts'
import { keys } from '../storage/keys.ts'
import type { ObjectStorage } from '../storage/storage.ts'

export interface StoreDifferences {
  /** In the database and not in the store. */
  readonly missing: readonly string[]
  /** In the store, unknown to the database, and not listed for deletion. Uploads nobody registered are swept by age. */
  readonly stray: readonly string[]
}

/** Compares the keys that the database holds with the objects that there are. */
export async function storeDifferences(
  db: Kysely<Database>,
  storage: ObjectStorage,
): Promise<StoreDifferences> {
  const present = new Set<string>()
  for await (const { key } of storage.list('')) present.add(key)
  const known = await knownKeys(db)
  const going = (await db.selectFrom('pending_deletions').select('key').execute()).map(({ key }) => key)
  const inWork = await runsAtWork(db)
  const isGoing = (key: string) =>
    [...going, ...inWork].some((each) => (each.endsWith('/') ? key.startsWith(each) : key === each))
  return {
    missing: [...known].filter((key) => !present.has(key)),
    stray: [...present].filter(
      (key) => !known.has(key) && !isGoing(key) && !isUpload(key) && !isCheckpoint(key),
    ),
  }
}

const isUpload = (key: string) => key.startsWith(keys.uploads(DEFAULT_TENANT))
const isCheckpoint = (key: string) => key.startsWith(keys.checkpoints)

/** Of documents that failed for the lack of their object, it is known that it is missing. */
async function knownKeys(db: Kysely<Database>): Promise<Set<string>> {
  const documents = await db
    .selectFrom('documents')
    .select('s3_key')
    .where((row) =>
      row.or([row('error_code', 'is', null), row('error_code', '<>', 'document.object_missing')]),
    )
    .execute()
  const runs = await db
    .selectFrom('processing_runs')
    .select('result_key')
    .where('status', '=', 'PUBLISHED')
    .execute()
  const pages = await db.selectFrom('pages').select('preview_key').execute()
  const batches = await db.selectFrom('kept_batches').select('key').execute()
  const passwords = await db.selectFrom('document_passwords').select('key_object').execute()
  const all = [
    ...passwords.map(({ key_object }) => key_object),
    ...documents.map(({ s3_key }) => s3_key),
    ...runs.map(({ result_key }) => result_key),
    ...pages.map(({ preview_key }) => preview_key),
    ...batches.map(({ key }) => key),
  ]
  return new Set(all.filter((key) => key !== null))
}

async function runsAtWork(db: Kysely<Database>): Promise<string[]> {
  const runs = await db
    .selectFrom('processing_runs')
    .select(['id', 'tenant_id', 'document_id'])
    .where('status', '=', 'RUNNING')
    .execute()
  return runs.map(({ id, tenant_id, document_id }) => keys.run(tenant_id, document_id, id))
}

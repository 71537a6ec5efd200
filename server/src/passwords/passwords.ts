import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { HeldDocument } from '../documents/hold.ts'
import type { DocumentRow } from '../documents/document-service.ts'
import { AppError } from '../errors.ts'
import { newId, type TenantId } from '../ids.ts'
import { keys } from '../storage/keys.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import { newKey, seal, unseal } from './seal.ts'

/**
 * A password between the API and the worker. The sealed text lies in the database and its random key in the object
 * store, so that a copy of either gives nothing away; both go when the document has ended.
 */
export interface SealedPassword {
  readonly keyObject: string
  readonly sealed: string
}

export interface PasswordDeps {
  readonly db: Kysely<Database>
  readonly storage: Pick<ObjectStorage, 'put' | 'get' | 'delete'>
}

/**
 * `work` gets the sealed password, to attach it; when it fails with a refusal, the key goes again. After any other
 * failure it may have happened all the same: what nobody needs is swept.
 */
export async function withSealed<T>(
  { storage }: PasswordDeps,
  tenant: TenantId,
  password: string,
  work: (sealed: SealedPassword) => Promise<T>,
): Promise<T> {
  const keyObject = keys.passwordKey(tenant, newId())
  const key = newKey()
  await storage.put(keyObject, key, { contentType: 'application/octet-stream', ifAbsent: true })
  try {
    return await work({ keyObject, sealed: seal(password, key, keyObject) })
  } catch (error) {
    const refused = error instanceof AppError && error.status < 500
    if (refused) await storage.delete([keyObject]).catch(() => undefined)
    throw error
  }
}

/** For a document that is about to be registered under this key, so that no worker takes it without. */
export async function registerWithPassword<T>(
  deps: PasswordDeps,
  {
    tenant,
    s3Key,
    password,
  }: { readonly tenant: TenantId; readonly s3Key: string; readonly password: string },
  register: () => Promise<T>,
): Promise<T> {
  return withSealed(deps, tenant, password, async (sealed) => {
    await attachToNew(deps.db, tenant, s3Key, sealed)
    try {
      return await register()
    } catch (error) {
      if (error instanceof AppError && error.status < 500)
        await deps.db.deleteFrom('document_passwords').where('key_object', '=', sealed.keyObject).execute()
      throw error
    }
  })
}

/** One that is registered already keeps the password that it waits with: the registration will be refused. */
async function attachToNew(
  db: Kysely<Database>,
  tenant: TenantId,
  s3Key: string,
  { keyObject, sealed }: SealedPassword,
): Promise<void> {
  await sql`
    INSERT INTO document_passwords (s3_key, tenant_id, key_object, sealed)
    SELECT ${s3Key}, ${tenant}, ${keyObject}, ${sealed}
    WHERE NOT EXISTS (SELECT FROM documents WHERE s3_key = ${s3Key})
    ON CONFLICT (s3_key) DO UPDATE SET key_object = excluded.key_object, sealed = excluded.sealed`.execute(db)
}

/** In the transaction that queues the document again. */
export async function attachPassword(
  { trx, row }: HeldDocument,
  { keyObject, sealed }: SealedPassword,
): Promise<void> {
  await trx
    .insertInto('document_passwords')
    .values({ s3_key: row.s3_key, tenant_id: row.tenant_id, key_object: keyObject, sealed })
    .onConflict((taken) => taken.column('s3_key').doUpdateSet({ key_object: keyObject, sealed }))
    .execute()
}

/** Undefined where none was sent. Each attempt until the document has ended gets it. */
export async function passwordOf(
  { db, storage }: PasswordDeps,
  { s3_key }: Pick<DocumentRow, 's3_key'>,
): Promise<string | undefined> {
  const kept = await db
    .selectFrom('document_passwords')
    .select(['key_object', 'sealed'])
    .where('s3_key', '=', s3_key)
    .executeTakeFirst()
  if (kept === undefined) return undefined
  try {
    const { body } = await storage.get(kept.key_object)
    return unseal(kept.sealed, Buffer.concat(await body.toArray()), kept.key_object)
  } catch (cause) {
    if (cause instanceof AppError && cause.code !== 'storage.not_found') throw cause
    const detail = 'The password that was sent cannot be read any more. Reprocess the document with it.'
    throw new AppError('document.password_required', detail, { cause })
  }
}

/** The document has ended, or is purged: from this transaction on nobody can open what was sealed. */
export async function forgetPassword({ trx, row }: Pick<HeldDocument, 'trx' | 'row'>): Promise<void> {
  await sql`
    WITH gone AS (DELETE FROM document_passwords WHERE s3_key = ${row.s3_key} RETURNING tenant_id, key_object)
    INSERT INTO pending_deletions (tenant_id, document_id, key, reason)
    SELECT tenant_id, ${row.id}, key_object, 'work_done' FROM gone`.execute(trx)
}

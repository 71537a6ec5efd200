import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { Database } from '../db/schema.ts'
import { asTenant } from '../db/tenancy.ts'
import type { TenantId } from '../ids.ts'
import { keys } from '../storage/keys.ts'
import type { ObjectStorage } from '../storage/storage.ts'

export interface SweepDeps {
  readonly db: Kysely<Database>
  readonly storage: Pick<ObjectStorage, 'list' | 'delete'>
  readonly clock?: () => Date
}

/** Milliseconds: no request takes as long from the key of a password to its document. */
const LEFT_AFTER = 3600_000

/** What a process left that died between the password and its document, in every tenant. */
export async function sweepPasswords(deps: SweepDeps, signal?: AbortSignal): Promise<void> {
  for (const { id } of await deps.db.selectFrom('tenants').select('id').execute()) {
    signal?.throwIfAborted()
    await asTenant(id, () => sweepTenant(deps, id))
  }
}

async function sweepTenant(
  { db, storage, clock = () => new Date() }: SweepDeps,
  tenant: TenantId,
): Promise<void> {
  const before = new Date(clock().getTime() - LEFT_AFTER)
  await sql`
    DELETE FROM document_passwords password
    WHERE tenant_id = ${tenant} AND created_at < ${before.toISOString()}::timestamptz
      AND NOT EXISTS (SELECT FROM documents WHERE s3_key = password.s3_key)`.execute(db)
  const old: string[] = []
  for await (const { key, lastModified } of storage.list(keys.passwordKeys(tenant)))
    if (lastModified < before) old.push(key)
  if (old.length === 0) return
  const rows = await db
    .selectFrom('document_passwords')
    .select('key_object')
    .where('tenant_id', '=', tenant)
    .execute()
  const wanted = new Set(rows.map(({ key_object }) => key_object))
  await storage.delete(old.filter((key) => !wanted.has(key)))
}

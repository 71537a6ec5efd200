import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { Actor } from '../events.ts'
import type { TenantId } from '../ids.ts'

export interface RetentionPolicy {
  /** Null: documents are kept. */
  readonly days: number | null
  /** Whether the tenant has decided so, or the configuration. */
  readonly decided_by: 'tenant' | 'configuration'
}

export async function retentionOf(
  db: Kysely<Database>,
  tenant: TenantId,
  configured: number | undefined,
): Promise<RetentionPolicy> {
  const own = await db
    .selectFrom('retention_policies')
    .select('days')
    .where('tenant_id', '=', tenant)
    .executeTakeFirst()
  return own === undefined
    ? { days: configured ?? null, decided_by: 'configuration' }
    : { days: own.days, decided_by: 'tenant' }
}

export async function setRetention(
  db: Kysely<Database>,
  tenant: TenantId,
  days: number | null,
  actor: Actor,
): Promise<RetentionPolicy> {
  const policy = { tenant_id: tenant, days, changed_by: actor, changed_at: new Date() }
  await db
    .insertInto('retention_policies')
    .values(policy)
    .onConflict((taken) => taken.column('tenant_id').doUpdateSet(policy))
    .execute()
  return { days, decided_by: 'tenant' }
}

import { sql, type Kysely, type Selectable } from 'kysely'
import type { Database } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import { DEFAULT_TENANT, newId, type TenantId } from '../ids.ts'

export type TenantRow = Selectable<Database['tenants']>

/** Null: the configured limit. */
export interface TenantLimits {
  readonly requests_per_minute: number | null
  readonly documents_per_day: number | null
  readonly bytes_per_day: number | null
}

/** What a tenant may be given at its making. */
export interface TenantQuotas extends TenantLimits {
  /** Documents worked at a time, over all workers; null: as many as there are workers. */
  readonly concurrent_jobs: number | null
}

export const NO_LIMITS: TenantLimits = {
  requests_per_minute: null,
  documents_per_day: null,
  bytes_per_day: null,
}

/** Throws tenant.exists. */
export async function createTenant(
  db: Kysely<Database>,
  name: string,
  limits: Partial<TenantQuotas> = {},
): Promise<TenantRow> {
  const row = await db
    .insertInto('tenants')
    .values({ id: newId<TenantId>(), name, ...limits })
    .onConflict((taken) => taken.column('name').doNothing())
    .returningAll()
    .executeTakeFirst()
  if (row !== undefined) return row
  throw new AppError(
    'tenant.exists',
    `There is a tenant ${JSON.stringify(name)} already; choose another name.`,
  )
}

/** Of the limits that are given. */
export const setQuotas = (
  db: Kysely<Database>,
  id: TenantId,
  quotas: Partial<TenantQuotas>,
): Promise<TenantRow> =>
  db.updateTable('tenants').set(quotas).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

/** In order of their making. */
export const listTenants = (db: Kysely<Database>): Promise<TenantRow[]> =>
  db.selectFrom('tenants').selectAll().orderBy('created_at').orderBy('id').execute()

/** By name or id; null is the default one. Throws tenant.not_found. */
export async function findTenant(db: Kysely<Database>, nameOrId: string | null): Promise<TenantRow> {
  const row = await db
    .selectFrom('tenants')
    .selectAll()
    .where((is) =>
      nameOrId === null
        ? is('id', '=', DEFAULT_TENANT)
        : is.or([is('name', '=', nameOrId), sql<boolean>`id::text = ${nameOrId.toLowerCase()}`]),
    )
    .executeTakeFirst()
  if (row !== undefined) return row
  throw new AppError(
    'tenant.not_found',
    `There is no tenant ${JSON.stringify((nameOrId ?? 'default').slice(0, 64))}; ledger-lift tenants list shows them.`,
  )
}

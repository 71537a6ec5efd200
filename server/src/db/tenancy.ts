import { AsyncLocalStorage } from 'node:async_hooks'
import type { TenantId } from '../ids.ts'

/**
 * Whose rows the present work sees. Each transaction is told so, and PostgreSQL's row security holds it to that:
 * a query that forgets its `tenant_id` finds nothing of another tenant.
 *
 * - a tenant: its rows, and no other's;
 * - `everything`: rows of all tenants, for work that is nobody's: sweeps, recovery, the look-up of a key;
 * - `nothing`: no row of any tenant. What holds when nobody said otherwise;
 * - `owner`: as the user that the program connects as, for changes of the schema.
 */
export type Scope = TenantId | 'everything' | 'nothing' | 'owner'

/** The role that the program works as: neither owner of a table nor above row security. */
export const PROGRAM_ROLE = 'ledger_lift_program'

const scopes = new AsyncLocalStorage<Scope>()

/** Undefined where nobody said. */
export const currentScope = (): Scope | undefined => scopes.getStore()

export const asTenant = <T>(tenant: TenantId, work: () => T): T => scopes.run(tenant, work)
export const forAllTenants = <T>(work: () => T): T => scopes.run('everything', work)
export const asOwner = <T>(work: () => T): T => scopes.run('owner', work)

import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { DEFAULT_TENANT, type TenantId } from '../ids.ts'
import { createKey } from './key-store.ts'
import type { Role } from './roles.ts'

/** For tests: a key of a role, as whoever runs `ledger-lift keys create` gets it. */
export async function keyOf(
  db: Kysely<Database>,
  role: Role,
  tenant: TenantId = DEFAULT_TENANT,
): Promise<string> {
  const { token } = await createKey(db, {
    tenant,
    name: role,
    role,
    scopes: null,
    requestsPerMinute: null,
    expiresAt: null,
    actor: 'test',
  })
  return token
}

export const adminKey = (db: Kysely<Database>): Promise<string> => keyOf(db, 'admin')

import { sql, type Kysely } from 'kysely'
import type { Config } from '../config.ts'
import type { Database } from '../db/schema.ts'
import { forAllTenants } from '../db/tenancy.ts'
import { AppError } from '../errors.ts'
import { isLoopback } from './callers.ts'

/**
 * The embedded mode's own key is for the person at this machine. It listens to others only when one of them could
 * sign in: throws config.invalid otherwise.
 */
export async function assertReachable(config: Config, db: Kysely<Database>): Promise<void> {
  const { host, databaseUrl, oidcIssuer } = config
  if (databaseUrl || oidcIssuer || isLoopback(host) || (await forAllTenants(() => hasKey(db)))) return
  throw new AppError(
    'config.invalid',
    `HOST is ${JSON.stringify(host)}, but nobody elsewhere could sign in: make a key first (npx ledger-lift keys create --role admin --name NAME) or set OIDC_ISSUER; or unset HOST.`,
  )
}

async function hasKey(db: Kysely<Database>): Promise<boolean> {
  const key = db
    .selectFrom('api_keys')
    .select('id')
    .where('revoked_at', 'is', null)
    .where(sql<boolean>`(expires_at IS NULL OR expires_at > now())`)
  return (await key.limit(1).executeTakeFirst()) !== undefined
}

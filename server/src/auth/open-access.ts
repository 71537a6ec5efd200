import type { Kysely } from 'kysely'
import type { Config } from '../config.ts'
import type { Database } from '../db/schema.ts'
import { asTenant } from '../db/tenancy.ts'
import { createAuthenticator, type Authenticator } from './authenticator.ts'
import { keptLocalKey, LOCAL } from './local-key.ts'
import { createTokenVerifier } from './oidc.ts'
import { newCredential } from './secrets.ts'
import { openSession } from './session-store.ts'
import { signInPath } from './sign-in-link.ts'
import { findTenant } from './tenant-store.ts'

/** Who is let in, as configured. */
export interface Access {
  readonly auth: Authenticator
  /** The program's own key: of the data folder, or of this process alone where the database is elsewhere. */
  readonly token: string
  /** Signs a browser in as the local user, once. */
  signInLink(address: string): Promise<string>
}

export function openAccess(config: Config, db: Kysely<Database>): Access {
  const { hash, token } = config.databaseUrl ? newCredential('live') : keptLocalKey(config.home)
  const tenant = async (name: string | null) => (await findTenant(db, name)).id
  const { oidcIssuer: issuer, oidcAudience: audience } = config
  const tokens =
    issuer && audience
      ? createTokenVerifier(
          { issuer, audience, roleClaim: config.oidcRoleClaim, tenantClaim: config.oidcTenantClaim },
          tenant,
        )
      : undefined
  return {
    auth: createAuthenticator({ db, own: { hash, principal: LOCAL }, tokens }),
    token,
    signInLink: async (address) => {
      const { token: secret } = await asTenant(LOCAL.tenant, () => openSession(db, 'link', LOCAL))
      return address + signInPath(secret)
    },
  }
}

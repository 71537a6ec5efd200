import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { AppError } from '../errors.ts'
import type { TenantId } from '../ids.ts'
import type { Principal } from './principal.ts'
import { isRole, permissionsOf, type Role } from './roles.ts'
import { NO_LIMITS } from './tenant-store.ts'

export interface OidcSettings {
  readonly issuer: string
  readonly audience: string
  /** Names of claims; a path such as `realm_access.roles` leads into one. */
  readonly roleClaim: string
  /** Holds the name or the id of a tenant. */
  readonly tenantClaim: string
}

/** Throws tenant.not_found. */
export type FindTenant = (nameOrId: string | null) => Promise<TenantId>

export interface TokenVerifier {
  /** Throws auth.invalid, auth.expired, auth.forbidden, and auth.provider_unavailable. */
  verify(token: string): Promise<Principal>
}

/** Signed with a key of the provider's: never `none`, and no shared secret that a public key could be taken for. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]

/** Seconds by which two clocks may differ. */
const SKEW = 30
/** Milliseconds: how often an unknown key makes us ask the provider again, and how long a set of keys holds. */
const COOLDOWN = 10_000
const KEYS_FOR = 600_000

export function createTokenVerifier(
  settings: OidcSettings,
  findTenant: FindTenant,
  { cooldown = COOLDOWN }: { readonly cooldown?: number } = {},
): TokenVerifier {
  let keys: Promise<JWTVerifyGetKey> | undefined
  const keysOf = (): Promise<JWTVerifyGetKey> => {
    keys ??= discover(settings.issuer, cooldown).catch((error: unknown) => {
      keys = undefined
      throw error
    })
    return keys
  }
  return {
    async verify(token) {
      if (token.split('.').length !== 3)
        throw new AppError('auth.invalid', 'This is no key and no access token.')
      const payload = await verified(token, await keysOf(), settings)
      return {
        ...(await callerOf(payload, settings, findTenant)),
        expiresAt: payload.exp === undefined ? null : new Date(payload.exp * 1000),
        keyId: null,
      }
    },
  }
}

/** OpenID Connect Discovery 1.0: the document must be the issuer's own. */
async function discover(issuer: string, cooldownDuration: number): Promise<JWTVerifyGetKey> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(5_000), redirect: 'error' })
    const found: unknown = await answer.json()
    const of = (name: string): unknown => Reflect.get(Object(found), name)
    if (of('issuer') !== issuer) throw new Error(`${address} is of ${JSON.stringify(of('issuer'))}`)
    return createRemoteJWKSet(new URL(String(of('jwks_uri'))), { cooldownDuration, cacheMaxAge: KEYS_FOR })
  } catch (cause) {
    throw unavailable(cause)
  }
}

async function verified(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, audience }: OidcSettings,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      clockTolerance: SKEW,
      requiredClaims: ['exp', 'sub'],
    })
    return payload
  } catch (cause) {
    if (cause instanceof errors.JWTExpired)
      throw new AppError('auth.expired', 'The access token has expired; get a new one.', { cause })
    if (
      cause instanceof errors.JWKSTimeout ||
      !(cause instanceof errors.JOSEError) ||
      cause.code === 'ERR_JOSE_GENERIC'
    )
      throw unavailable(cause)
    throw new AppError('auth.invalid', `The access token is not good here: ${cause.message}.`, { cause })
  }
}

async function callerOf(
  payload: JWTPayload,
  { roleClaim, tenantClaim }: OidcSettings,
  findTenant: FindTenant,
): Promise<Omit<Principal, 'expiresAt' | 'keyId'>> {
  if (!payload.sub) throw new AppError('auth.invalid', 'The access token names no subject.')
  const role = strongest(claim(payload, roleClaim))
  if (role === null)
    throw new AppError('auth.forbidden', `The claim ${roleClaim} of the access token names no role of ours.`)
  const actor = `user:${payload.sub.slice(0, 200)}`
  return {
    tenant: await findTenant(tenantName(claim(payload, tenantClaim))).catch((cause: unknown) => {
      if (!(cause instanceof AppError) || cause.code !== 'tenant.not_found') throw cause
      throw new AppError('auth.forbidden', `The claim ${tenantClaim} names no tenant of ours.`, { cause })
    }),
    actor,
    role,
    may: permissionsOf(role),
    limitedBy: { caller: actor, perMinute: null, tenant: NO_LIMITS },
  }
}

/** Null for a token without the claim alone: one that names its tenant in another way is not of the default one. */
const tenantName = (value: unknown): string | null =>
  value === undefined ? null : typeof value === 'string' ? value : ''

/** Of several roles the one with the most permissions. */
function strongest(value: unknown): Role | null {
  const roles = [value].flat().filter(isRole)
  return roles.toSorted((a, b) => permissionsOf(b).size - permissionsOf(a).size)[0] ?? null
}

/** The claim itself where it is there under its whole name, else where its path leads. */
function claim(payload: JWTPayload, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name]
  return name
    .split('.')
    .reduce<unknown>((value, part) => (value === null ? null : Reflect.get(Object(value), part)), payload)
}

const unavailable = (cause: unknown) =>
  new AppError('auth.provider_unavailable', 'The identity provider does not answer; try again in a moment.', {
    cause,
    retryAfter: 5,
  })

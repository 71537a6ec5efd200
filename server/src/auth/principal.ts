import type { FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'
import type { Actor } from '../events.ts'
import { DEFAULT_TENANT, type TenantId } from '../ids.ts'
import type { Permission, Role } from './roles.ts'
import type { TenantLimits } from './tenant-store.ts'

/** On whose behalf a request is worked: whose documents it sees, what it may do and who the audit trail names. */
export interface Principal {
  readonly tenant: TenantId
  /** `key:PREFIX`, `user:SUBJECT`, or `local` for the embedded mode's own key. */
  readonly actor: Actor
  readonly role: Role
  readonly may: ReadonlySet<Permission>
  /** What the limits count by; null for what is not limited. */
  readonly limitedBy: Limited | null
  /** After which the credential that it came with is no longer good; null: never. */
  readonly expiresAt: Date | null
  /** The key behind it, for a session to end with its key. */
  readonly keyId: string | null
}

export interface Limited {
  readonly caller: string
  /** Requests a minute; null: the configured number. */
  readonly perMinute: number | null
  /** What the tenant has of its own. */
  readonly tenant: TenantLimits
}

/** Of a request that needs no caller. It may do nothing and sees no tenant's rows. */
const NOBODY: Principal = {
  tenant: DEFAULT_TENANT,
  actor: 'nobody',
  role: 'viewer',
  may: new Set(),
  limitedBy: null,
  expiresAt: null,
  keyId: null,
}

const principals = new WeakMap<FastifyRequest, Principal>()

export const setPrincipal = (request: FastifyRequest, principal: Principal): void =>
  void principals.set(request, principal)

export const knownCaller = (request: FastifyRequest): Principal | undefined => principals.get(request)

export const principalOf = (request: FastifyRequest): Principal => principals.get(request) ?? NOBODY

/** Throws auth.forbidden. */
export function assertMay({ may, role }: Principal, permission: Permission): void {
  if (may.has(permission)) return
  throw new AppError(
    'auth.forbidden',
    `This takes the permission ${permission}, which this ${role} has not.`,
    {
      context: { permission, role },
    },
  )
}

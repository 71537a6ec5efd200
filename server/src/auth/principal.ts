import type { FastifyRequest } from 'fastify'
import type { Actor } from '../events.ts'
import { DEFAULT_TENANT, type TenantId } from '../ids.ts'

/** On whose behalf a request is worked: whose documents it sees and who the audit trail names. */
export interface Principal {
  readonly tenant: TenantId
  readonly actor: Actor
}

/** Until access control comes there is one tenant and one user. */
const LOCAL: Principal = { tenant: DEFAULT_TENANT, actor: 'local' }

export const principalOf = (_request: FastifyRequest): Principal => LOCAL

import type { FastifyReply } from 'fastify'
import type { Principal } from '../auth/principal.ts'
import { AppError, type ErrorCode } from '../errors.ts'
import type { TenantId } from '../ids.ts'
import type { Allowance, Meter, Taken } from './meter.ts'

/** What holds for callers and tenants without limits of their own. */
export interface UsualLimits {
  readonly callerPerMinute: number
  readonly tenantPerMinute: number
}

const MINUTE = 60
const DAY = 86_400

/** One request of this caller. Throws limit.requests; either way the answer says how it stands. */
export function countRequest(
  meter: Meter,
  usual: UsualLimits,
  { limitedBy, tenant }: Principal,
  reply: FastifyReply,
): void | Promise<void> {
  if (limitedBy === null) return
  const caller: Allowance = {
    tenant,
    subject: `requests:${limitedBy.caller}`,
    limit: limitedBy.perMinute ?? usual.callerPerMinute,
    window: MINUTE,
  }
  const all: Allowance = {
    tenant,
    subject: 'requests',
    limit: limitedBy.tenant.requests_per_minute ?? usual.tenantPerMinute,
    window: MINUTE,
  }
  const second = (): void | Promise<void> =>
    after(meter.take(all), (taken) => tell(reply, 'tenant', all, taken))
  return after(meter.take(caller), (taken) => {
    tell(reply, 'caller', caller, taken)
    return second()
  })
}

/**
 * A document that is about to be registered; one that is refused uses nothing up. Throws limit.documents and
 * limit.bytes. Bytes first: a process that was once told that there are no more documents asks no more that day, unless
 * the limit is raised, so documents must not be given back.
 */
export function countDocument(
  meter: Meter,
  { limitedBy, tenant }: Principal,
  bytes: number,
): void | Promise<void> {
  const { documents_per_day, bytes_per_day } = limitedBy?.tenant ?? {}
  const ofBytes = daily(tenant, 'bytes', bytes_per_day)
  const ofDocuments = daily(tenant, 'documents', documents_per_day)
  const countOne = (back: () => void | Promise<void>): void | Promise<void> => {
    if (ofDocuments === null) return
    return after(meter.take(ofDocuments), (taken) =>
      taken.ok ? undefined : refuse(ofDocuments, taken, back),
    )
  }
  if (ofBytes === null) return countOne(() => undefined)
  return after(meter.take(ofBytes, bytes), (taken) =>
    taken.ok
      ? countOne(() => meter.giveBack(ofBytes, bytes, taken))
      : refuse(ofBytes, taken, () => undefined),
  )
}

interface Daily extends Allowance {
  readonly subject: 'documents' | 'bytes'
}

const daily = (
  tenant: TenantId,
  subject: Daily['subject'],
  limit: number | null | undefined,
): Daily | null => (limit === null || limit === undefined ? null : { tenant, subject, limit, window: DAY })

async function refuse(
  { subject, limit }: Daily,
  taken: Taken,
  back: () => void | Promise<void>,
): Promise<never> {
  await back()
  throw over(`limit.${subject}`, `This tenant registers at most ${limit} ${subject} a day`, taken)
}

/** Waits only for what is not there yet. */
function after<T>(taken: T | Promise<T>, then: (taken: T) => void | Promise<void>): void | Promise<void> {
  return taken instanceof Promise ? taken.then(then) : then(taken)
}

/** Of the two limits the one that is nearer to its end; names as in draft-ietf-httpapi-ratelimit-headers-10. */
function tell(reply: FastifyReply, name: string, { limit, window }: Allowance, taken: Taken): void {
  if (!taken.ok || !reply.hasHeader('ratelimit')) {
    reply.header('ratelimit-policy', `"${name}";q=${limit};w=${window}`)
    reply.header('ratelimit', `"${name}";r=${taken.ok ? taken.left : 0};t=${taken.reset}`)
  }
  if (!taken.ok) throw over('limit.requests', `This ${name} may send ${limit} requests a minute`, taken)
}

const over = (code: ErrorCode, what: string, { reset }: Taken) =>
  new AppError(code, `${what}; try again in ${reset} s.`, { retryAfter: reset })

import type { FastifyReply } from 'fastify'
import type { Principal } from '../auth/principal.ts'
import { AppError, type ErrorCode } from '../errors.ts'
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

/** A document that is about to be registered. Throws limit.documents and limit.bytes. */
export async function countDocument(
  meter: Meter,
  { limitedBy, tenant }: Principal,
  bytes: number,
): Promise<void> {
  const { documents_per_day, bytes_per_day } = limitedBy?.tenant ?? {}
  const count = async (subject: 'documents' | 'bytes', limit: number | null | undefined, amount: number) => {
    if (limit === null || limit === undefined) return
    const taken = await meter.take({ tenant, subject, limit, window: DAY }, amount)
    if (!taken.ok)
      throw over(`limit.${subject}`, `This tenant registers at most ${limit} ${subject} a day`, taken)
  }
  await count('documents', documents_per_day, 1)
  await count('bytes', bytes_per_day, bytes)
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

import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyRequest } from 'fastify'

/** A browser keeps cookies by host alone: the port in the name tells two systems on one machine apart. */
function cookieName({ headers }: FastifyRequest): string {
  const port = /:(\d+)$/.exec(headers.host ?? '')?.[1]
  return `ledger_lift_session${port === undefined ? '' : `_${port}`}`
}

export const sessionCookie = (request: FastifyRequest): string | null =>
  parseCookie(request.headers.cookie ?? '')[cookieName(request)] ?? null

/** `expires` in the past takes it away. `secure`: over TLS only, which the loopback address has not. */
export const setSessionCookie = (
  request: FastifyRequest,
  value: string,
  expires: Date,
  secure: boolean,
): string =>
  stringifySetCookie({
    name: cookieName(request),
    value,
    expires,
    secure,
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
  })

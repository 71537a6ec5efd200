import type { FastifyRequest } from 'fastify'
import type { Api } from '../http/api.ts'
import { asTenant, forAllTenants } from '../db/tenancy.ts'
import { AppError } from '../errors.ts'
import { accessOf } from './access.ts'
import type { HttpDeps } from '../http/deps.ts'
import { countRequest } from '../limits/limits.ts'
import { assertMay, knownCaller, setPrincipal, type Principal } from './principal.ts'
import { sessionCookie } from './session-cookie.ts'

/** What a page of ours sends with every request that changes something; a form of another page cannot. */
export const PAGE_HEADER = 'x-ledger-lift'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

type Admitting = Pick<HttpDeps, 'auth' | 'meter' | 'settings'>

/** Every request of a route that needs a caller gets one, or 401; a caller who may not gets 403. */
export function admitCallers(app: Api, { auth, meter, settings }: Admitting): void {
  app.addHook('onRoute', ({ url, method }) => {
    for (const one of [method].flat())
      if (accessOf(one, url) === undefined)
        throw new Error(`${one} ${url} has no row in auth/access.ts: nobody could call it`)
  })
  // With a callback, so that a caller who is known waits for nothing.
  app.addHook('onRequest', (request, reply, done) => {
    const { url } = request.routeOptions
    const access = url === undefined ? 'anyone' : accessOf(request.method, url)
    if (access === 'anyone' || access === 'signed') return done()
    const admit = (principal: Principal): void | Promise<void> => {
      if (access !== 'caller' && access !== undefined) assertMay(principal, access)
      setPrincipal(request, principal)
      return countRequest(meter, settings, principal, reply)
    }
    const found = auth.principalFor(credentialOf(request))
    if ('then' in found) {
      found.then(admit).then(() => done(), done)
      return
    }
    const counted = admit(found)
    if (counted === undefined) return done()
    counted.then(() => done(), done)
  })
  // Twice, for the body arrives in the context of the connection.
  app.addHook('onRequest', seeOwnRows)
  app.addHook('preHandler', seeOwnRows)
}

/** Routes of the operation count rows of all tenants; any other without a caller sees none. */
const OF_ALL = new Set(['/health', '/metrics'])

function seeOwnRows(request: FastifyRequest, _reply: unknown, done: () => void): void {
  const caller = knownCaller(request)
  if (caller !== undefined) return asTenant(caller.tenant, done)
  if (OF_ALL.has(request.routeOptions.url ?? '')) return forAllTenants(done)
  done()
}

/** The bearer token, else the page's cookie. Throws auth.required. */
export function credentialOf(request: FastifyRequest): string {
  const { authorization } = request.headers
  if (authorization !== undefined) {
    const [, token] = /^Bearer +(\S+) *$/i.exec(authorization) ?? []
    if (token !== undefined) return token
    throw new AppError('auth.invalid', 'The Authorization header must be `Bearer` and a key or access token.')
  }
  const cookie = sessionCookie(request)
  if (cookie === null)
    throw new AppError('auth.required', 'Send `Authorization: Bearer` with an API key or an access token.')
  assertOwnPage(request)
  return cookie
}

/** A cookie is sent by the browser itself, so what changes something must be seen to come from our page. */
function assertOwnPage({ method, headers }: FastifyRequest): void {
  if (SAFE.has(method) || headers[PAGE_HEADER] !== undefined) return
  throw new AppError(
    'request.origin_refused',
    `A request with a cookie that changes something needs the header ${PAGE_HEADER}, as our page sends it.`,
  )
}

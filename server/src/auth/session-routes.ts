import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Api } from '../http/api.ts'
import { absoluteUrl } from '../http/absolute-url.ts'
import { Nothing } from '../http/contract.ts'
import { asTenant, forAllTenants } from '../db/tenancy.ts'
import type { HttpDeps } from '../http/deps.ts'
import { problems } from '../http/openapi.ts'
import { credentialOf } from './admission.ts'
import * as contract from './contract.ts'
import { principalOf, type Principal } from './principal.ts'
import { parseCredential } from './secrets.ts'
import { sessionCookie, setSessionCookie } from './session-cookie.ts'
import { closeSession, forgetExpiredSessions, openSession } from './session-store.ts'
import { signInPath } from './sign-in-link.ts'

const tags = ['access']

/** A browser's sign-in: a cookie that scripts cannot read, for whoever shows a key, an access token or a link. */
export async function sessionRoutes(app: Api, deps: HttpDeps): Promise<void> {
  signInRoute(app, deps)
  signOutRoute(app, deps)
  linkRoute(app, deps)
  const schema = {
    tags,
    summary: 'Who calls, and what they may do',
    response: { 200: contract.Session, ...problems },
  }
  app.get('/v1/session', { schema }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    return present(principalOf(request))
  })
}

function signInRoute(app: Api, { db, auth, settings }: HttpDeps): void {
  const schema = {
    tags,
    summary: 'Sign a browser in',
    security: [],
    body: contract.SessionRequest,
    response: { 200: contract.Session, ...problems },
  }
  app.post('/v1/session', { schema }, async (request, reply) => {
    const principal = await whoShows(request.body.credential.trim())
    await forAllTenants(() => forgetExpiredSessions(db))
    const { token, expiresAt } = await asTenant(principal.tenant, () => openSession(db, 'session', principal))
    giveCookie(request, reply, token, expiresAt)
    request.log.info({ user_id: principal.actor }, 'signed in')
    return reply.header('cache-control', 'no-store').send(present({ ...principal, expiresAt }))
  })
  const whoShows = async (token: string): Promise<Principal> =>
    parseCredential(token)?.kind === 'link' ? auth.principalForLink(token) : auth.principalFor(token)
  const giveCookie = (request: FastifyRequest, reply: FastifyReply, token: string, expires: Date) =>
    reply.header('set-cookie', setSessionCookie(request, token, expires, settings.secureCookies))
}

function signOutRoute(app: Api, { db, auth, settings }: HttpDeps): void {
  const schema = { tags, summary: 'Sign out', response: { 204: Nothing, ...problems } }
  app.delete('/v1/session', { schema }, async (request, reply) => {
    const token = sessionCookie(request) ?? credentialOf(request)
    const session = parseCredential(token)
    if (session?.kind === 'session') {
      await closeSession(db, session)
      auth.forget(token)
    }
    reply.header('set-cookie', setSessionCookie(request, '', new Date(0), settings.secureCookies))
    return reply.code(204).send(null)
  })
}

function linkRoute(app: Api, { db }: HttpDeps): void {
  const schema = {
    tags,
    summary: 'A link that signs a browser in as the caller, once',
    response: { 201: contract.SessionLink, ...problems },
  }
  app.post('/v1/session/links', { schema }, async (request, reply) => {
    const { token, expiresAt } = await openSession(db, 'link', principalOf(request))
    const url = absoluteUrl(signInPath(token), request)
    return reply
      .code(201)
      .header('cache-control', 'no-store')
      .send({ url, expires_at: expiresAt.toISOString() })
  })
}

const present = ({ actor, role, tenant, may, expiresAt }: Principal): contract.Session => ({
  actor,
  role,
  tenant_id: tenant,
  permissions: [...may],
  expires_at: expiresAt?.toISOString() ?? null,
})

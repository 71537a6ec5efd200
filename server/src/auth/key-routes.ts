import type { FastifyRequest } from 'fastify'
import type { Api } from '../http/api.ts'
import { Nothing } from '../http/contract.ts'
import type { HttpDeps } from '../http/deps.ts'
import { problems } from '../http/openapi.ts'
import { AppError } from '../errors.ts'
import * as contract from './contract.ts'
import {
  createKey,
  keyPermissions,
  listKeys,
  readKey,
  revokeKey,
  rotateKey,
  type KeyRow,
  type MadeKey,
} from './key-store.ts'
import { principalOf } from './principal.ts'
import { permissionsOf, type Permission } from './roles.ts'

const tags = ['access']

/** Seconds for which a rotated key stays good unless the caller says otherwise. */
export const OVERLAP = 86_400

export async function keyRoutes(app: Api, deps: HttpDeps): Promise<void> {
  listRoute(app, deps)
  createRoute(app, deps)
  rotateRoute(app, deps)
  revokeRoute(app, deps)
}

function listRoute(app: Api, { db }: HttpDeps): void {
  const schema = {
    tags,
    summary: 'API keys of the tenant, without their secrets',
    response: { 200: contract.ApiKeyList, ...problems },
  }
  app.get('/v1/api-keys', { schema }, async (request) => {
    const rows = await listKeys(db, principalOf(request).tenant)
    return { items: rows.map(presentKey), next: null }
  })
}

function createRoute(app: Api, { db }: HttpDeps): void {
  const schema = {
    tags,
    summary: 'Make an API key; this answer is the only one that shows it',
    body: contract.ApiKeyRequest,
    response: { 201: contract.NewApiKey, ...problems },
  }
  app.post('/v1/api-keys', { schema }, async (request, reply) => {
    const { name, role, scopes = null, requests_per_minute, expires_in } = request.body
    const { tenant, actor } = principalOf(request)
    assertNoMore(request, permissionsOf(role, scopes))
    const made = await createKey(db, {
      tenant,
      name,
      role,
      scopes,
      requestsPerMinute: requests_per_minute ?? null,
      expiresAt: expires_in === undefined ? null : new Date(Date.now() + expires_in * 1000),
      actor,
    })
    request.log.info({ key: made.row.prefix, role }, 'an API key was made')
    return reply.code(201).header('cache-control', 'no-store').send(presentMade(made))
  })
}

function rotateRoute(app: Api, { db }: HttpDeps): void {
  const schema = {
    tags,
    summary: 'Make its successor; the old key stays good for `overlap` seconds',
    params: contract.ApiKeyParams,
    body: contract.RotateRequest,
    response: { 201: contract.NewApiKey, ...problems },
  }
  app.post('/v1/api-keys/:key_id/rotate', { schema }, async (request, reply) => {
    const { tenant, actor } = principalOf(request)
    const old = await readKey(db, tenant, request.params.key_id)
    assertNoMore(request, keyPermissions(old))
    const made = await rotateKey(db, old, request.body.overlap ?? OVERLAP, actor)
    request.log.info({ key: made.row.prefix, instead_of: old.prefix }, 'an API key was rotated')
    return reply.code(201).header('cache-control', 'no-store').send(presentMade(made))
  })
}

function revokeRoute(app: Api, { db }: HttpDeps): void {
  const schema = {
    tags,
    summary: 'Revoke it; within seconds no process takes it any more',
    params: contract.ApiKeyParams,
    response: { 204: Nothing, ...problems },
  }
  app.delete('/v1/api-keys/:key_id', { schema }, async (request, reply) => {
    const row = await readKey(db, principalOf(request).tenant, request.params.key_id)
    await revokeKey(db, row)
    request.log.info({ key: row.prefix }, 'an API key was revoked')
    return reply.code(204).send(null)
  })
}

/** Nobody makes a key that may do more than they may themselves. */
function assertNoMore(request: FastifyRequest, wanted: ReadonlySet<Permission>): void {
  const { may, role } = principalOf(request)
  const more = [...wanted].find((permission) => !may.has(permission))
  if (more === undefined) return
  throw new AppError('auth.forbidden', `This key could do ${more}, which you may not do yourself.`, {
    context: { permission: more, role },
  })
}

export const presentKey = (row: KeyRow): contract.ApiKey => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  role: row.role,
  scopes: row.scopes === null ? null : [...row.scopes],
  requests_per_minute: row.requests_per_minute,
  created_at: row.created_at.toISOString(),
  created_by: row.created_by,
  expires_at: row.expires_at?.toISOString() ?? null,
  last_used_at: row.last_used_at?.toISOString() ?? null,
  revoked_at: row.revoked_at?.toISOString() ?? null,
})

const presentMade = ({ row, token }: MadeKey): contract.NewApiKey => ({ ...presentKey(row), key: token })

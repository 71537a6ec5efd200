import type { FastifyReply, FastifyRequest } from 'fastify'
import { principalOf } from '../auth/principal.ts'
import { during } from '../telemetry/work-context.ts'
import type { Api } from './api.ts'

/**
 * Whatever a request does is done in its name: lines that are logged and jobs that are queued on its way carry its id
 * and its user. Twice, for the body arrives in the context of the connection.
 */
export function nameWork(app: Api): void {
  app.addHook('onRequest', within)
  app.addHook('preHandler', within)
}

const within = (request: FastifyRequest, _reply: FastifyReply, done: () => void): void =>
  during({ request_id: request.id, user_id: principalOf(request).actor, ...documentOf(request) }, done)

function documentOf(request: FastifyRequest): { readonly document_id?: string } {
  const ofDocument = request.routeOptions.url?.startsWith('/v1/documents/:id')
  const id: unknown = Reflect.get(Object(request.params), 'id')
  return ofDocument && typeof id === 'string' ? { document_id: id.slice(0, 64) } : {}
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Api } from './api.ts'

/** From here on, every line of a request about one document says which: for routes with `:id`. */
export function logDocument(app: Api): void {
  app.addHook('onRequest', (request, reply, done) => {
    const id: unknown = Reflect.get(Object(request.params), 'id')
    if (typeof id === 'string') nameDocument(request, reply, id)
    done()
  })
}

/** The same for a document that the request has made. */
export function nameDocument(request: FastifyRequest, reply: FastifyReply, id: string): void {
  request.log = reply.log = request.log.child({ document_id: id.slice(0, 64) })
}

import type { Api } from './api.ts'

/** From here on, every line of a request about one document says which: for routes with `:id`. */
export function logDocument(app: Api): void {
  app.addHook('onRequest', (request, reply, done) => {
    const id: unknown = Reflect.get(Object(request.params), 'id')
    if (typeof id === 'string') request.log = reply.log = request.log.child({ document_id: id.slice(0, 64) })
    done()
  })
}

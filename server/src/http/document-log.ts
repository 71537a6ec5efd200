import type { Log } from '../telemetry/log.ts'
import type { Api } from './api.ts'

/** From here on, every line of a request about one document says which: for routes with `:id`. */
export function logDocument(app: Api): void {
  app.addHook('onRequest', (request, reply, done) => {
    const id: unknown = Reflect.get(Object(request.params), 'id')
    if (typeof id === 'string') request.log = reply.log = request.log.child(bindings(id))
    done()
  })
}

/** The same for a document that the request has made. Its logger is its own, so that no other one is needed. */
export function nameDocument({ log }: { readonly log: Log }, id: string): void {
  log.setBindings(bindings(id))
}

const bindings = (id: string) => ({ document_id: id.slice(0, 64) })

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OpenSpan, Tracing } from '../telemetry/tracing.ts'
import { during } from '../telemetry/work-context.ts'
import type { Api } from './api.ts'
import { QUIET } from './request-log.ts'

/** A span a request, as a child of its caller's; whatever the request does is within it. Probes have none. */
export function traceRequests(app: Api, tracing: Tracing): void {
  const spans = new WeakMap<FastifyRequest, OpenSpan>()
  const within = (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
    const span = spans.get(request)
    if (span === undefined) done()
    else during({ traceparent: span.traceparent }, done)
  }
  const end = (request: FastifyRequest, failure?: string) => {
    spans.get(request)?.end(failure)
    spans.delete(request)
  }
  app.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions.url
    if (route !== undefined && QUIET.has(route)) return done()
    const { traceparent } = request.headers
    const span = tracing.start({
      name: `${request.method} ${route ?? 'none'}`,
      kind: 'server',
      parent: typeof traceparent === 'string' ? traceparent : undefined,
      attributes: {
        'http.request.method': request.method,
        ...(route === undefined ? {} : { 'http.route': route }),
        'ledger_lift.request_id': request.id,
      },
    })
    spans.set(request, span)
    within(request, reply, done)
  })
  // Once more, for the body arrives in the context of the connection.
  app.addHook('preHandler', within)
  app.addHook('onRequestAbort', (request, done) => {
    end(request, 'aborted')
    done()
  })
  app.addHook('onResponse', (request, { statusCode }, done) => {
    spans.get(request)?.set({ 'http.response.status_code': statusCode })
    end(request, statusCode >= 500 ? String(statusCode) : undefined)
    done()
  })
}

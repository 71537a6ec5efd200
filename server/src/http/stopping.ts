import type { Api } from './api.ts'
import { AppError } from '../errors.ts'

/** Milliseconds that requests in flight have to finish. An orchestrator waits 30 s before it kills. */
const GRACE = 10_000

/**
 * From the moment of `close`, what is in flight is finished, its connection is not kept, and requests on connections
 * that are still open are told to come back.
 */
export function stopGracefully(app: Api, grace = GRACE): void {
  let stopping = false
  let timer: NodeJS.Timeout | undefined
  app.addHook('preClose', (done) => {
    stopping = true
    timer = setTimeout(() => app.server.closeAllConnections(), grace).unref()
    done()
  })
  app.addHook('onClose', async () => clearTimeout(timer))
  app.addHook('onRequest', (_request, _reply, done) => {
    if (!stopping) return done()
    const detail = 'The server is stopping; send the request again in a moment.'
    done(new AppError('server.stopping', detail, { retryAfter: 2 }))
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (stopping) reply.header('connection', 'close')
    done(null, payload)
  })
}

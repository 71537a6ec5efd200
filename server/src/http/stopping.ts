import type { Api } from './api.ts'
import { AppError } from '../errors.ts'

/** From the moment of `close`, requests on connections that are still open are told to come back. */
export function refuseWhileStopping(app: Api): void {
  let stopping = false
  app.addHook('preClose', (done) => {
    stopping = true
    done()
  })
  app.addHook('onRequest', (_request, reply, done) => {
    if (!stopping) return done()
    reply.header('connection', 'close')
    done(
      new AppError('server.stopping', 'The server is stopping; send the request again in a moment.', {
        retryAfter: 2,
      }),
    )
  })
}

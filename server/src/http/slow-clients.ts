import { STORAGE_ROUTES } from '../storage/filesystem/addresses.ts'
import type { Api } from './api.ts'
import { refuseBrokenRequest } from './broken-request.ts'

/** How long a client may take to send a request. Milliseconds. */
export interface Patience {
  readonly headers: number
  /** From the headers on; uploads of files have a rule of their own. */
  readonly body: number
  /** How often headers are looked after. */
  readonly check: number
}

/** 1 MiB of JSON, the most there is, takes 30 s at 280 kbit/s. */
export const PATIENCE: Patience = { headers: 20_000, body: 30_000, check: 5_000 }

/** A line on which nothing is asked is kept so long, a little longer than proxies keep theirs (60 s). Milliseconds. */
export const KEEP_ALIVE = 72_000

const tooSlow = Object.assign(new Error('the body took too long'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })

/** Node's own `requestTimeout` knows one limit for all requests, uploads of gigabytes among them. */
export function cutOffSlowBodies(app: Api, within: number): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { raw, headers } = request
    const hasBody = (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined
    if (!hasBody || request.routeOptions.url?.startsWith(STORAGE_ROUTES) === true) return done()
    const timer = setTimeout(() => {
      if (reply.raw.headersSent) raw.socket.destroy()
      else refuseBrokenRequest(tooSlow, raw.socket)
    }, within).unref()
    const arrived = () => clearTimeout(timer)
    raw.once('end', arrived).once('close', arrived)
    done()
  })
}

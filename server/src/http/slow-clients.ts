import type { IncomingMessage } from 'node:http'
import { STORAGE_ROUTES } from '../storage/filesystem/addresses.ts'
import type { Api } from './api.ts'
import { hangUp, refuseBrokenRequest } from './broken-request.ts'

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

/**
 * Node's own `requestTimeout` knows one limit for all requests, uploads of gigabytes among them. Counts from when a body
 * is read, for before that it waits for us; one that nobody reads, of a request that was refused, from the answer on.
 */
export function cutOffSlowBodies(app: Api, within: number): void {
  app.addHook('preParsing', (request, reply, payload, done) => {
    const { raw } = request
    const takesLong = request.routeOptions.url?.startsWith(STORAGE_ROUTES) === true
    if (!takesLong)
      unlessItEnds(raw, within, () => {
        // Who was answered gets no second answer: it would stand in the middle of the first, or for another request.
        if (reply.raw.headersSent) hangUp(raw.socket)
        else refuseBrokenRequest(tooSlow, raw.socket)
      })
    done(null, payload)
  })
  app.addHook('onResponse', ({ raw }, _reply, done) => {
    unlessItEnds(raw, within, () => hangUp(raw.socket))
    done()
  })
}

function unlessItEnds(raw: IncomingMessage, within: number, cutOff: () => void): void {
  const { 'content-length': length = '0', 'transfer-encoding': chunked } = raw.headers
  if (raw.complete || (length === '0' && chunked === undefined)) return
  const late = () => {
    // Of a GET all may have come, and nobody reads it.
    if (!raw.complete) cutOff()
  }
  const timer = setTimeout(late, within).unref()
  const ended = () => clearTimeout(timer)
  raw.once('end', ended).once('close', ended)
}

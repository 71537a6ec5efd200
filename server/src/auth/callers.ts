import type { FastifyRequest } from 'fastify'
import { AppError } from '../errors.ts'

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/

export const isLoopback = (host: string): boolean => LOOPBACK.test(host)

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

export interface CallerRules {
  /** The address that the server listens on. */
  readonly host: string
  readonly corsOrigins: readonly string[]
}

/**
 * A server on loopback answers only to loopback names: a page elsewhere whose name was pointed at 127.0.0.1 (DNS
 * rebinding) sends its own name as Host. And no page of another origin may change anything, unless it is configured.
 */
export function assertCaller(request: FastifyRequest, rules: CallerRules): void {
  const host = request.headers.host
  if (isLoopback(rules.host) && host !== undefined && host !== '' && !isLoopback(hostnameOf(host)))
    throw new AppError(
      'request.host_refused',
      `This server listens on ${rules.host} and answers to localhost only; set HOST to serve under another name.`,
    )
  if (SAFE.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  if (site !== 'cross-site' && site !== 'same-site') return
  const { origin } = request.headers
  if (origin !== undefined && rules.corsOrigins.includes(origin)) return
  throw new AppError(
    'request.origin_refused',
    'A page of another origin may not do this; add its origin to CORS_ORIGINS if it should.',
  )
}

const hostnameOf = (host: string): string => host.replace(/:\d+$/, '')

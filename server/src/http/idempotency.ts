import { canonicalJson, sha256Hex } from '@ledger-lift/extraction'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import { knownCaller, principalOf } from '../auth/principal.ts'
import type { Database } from '../db/schema.ts'
import { forAllTenants } from '../db/tenancy.ts'
import { AppError } from '../errors.ts'
import type { Api } from './api.ts'
import {
  claim,
  finish,
  forgetExpired,
  release,
  type Answer,
  type Claim,
  type Withheld,
} from './idempotency-store.ts'
import { pathOf } from './request-log.ts'

/** What a header can carry and a person can read. */
const KEY = /^[\x21-\x7e]{1,255}$/
const FORGET_EVERY_MS = 3600_000

/**
 * `Idempotency-Key` on POSTs: the same key and request of one caller give the first answer again, also after a restart. An answer of
 * 5xx is not kept: the request may be sent again. Nor is one that says `no-store`, for it shows a secret: the same key
 * does nothing again, and is told the id of what was made.
 */
export function answerOnce(app: Api, db: Kysely<Database>): void {
  const claims = new WeakMap<FastifyRequest, Claim>()

  // With callbacks, so that the many requests without a key wait for nothing.
  app.addHook('preHandler', (request, reply, done) => {
    const key = request.headers['idempotency-key']
    // A sign-in is nobody's yet: it has no tenant to keep an answer for, and the cookie would be missing from that.
    if (key === undefined || request.method !== 'POST' || knownCaller(request) === undefined) return done()
    begin(request, checkedKey(key)).then((answer) => (answer ? replay(reply, answer) : done()), done)
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const mine = claims.get(request)
    if (mine === undefined) return done(null, payload)
    claims.delete(request)
    keep(mine, request, reply, payload).then(() => done(null, payload), done)
  })

  /** The earlier answer, or nothing when this request is the one to be worked. */
  async function begin(request: FastifyRequest, key: string): Promise<Answer | undefined> {
    const claimed = await claim(db, principalOf(request), key, {
      route: `POST ${request.routeOptions.url ?? ''}`,
      hash: requestHash(request),
    })
    if (claimed.kind === 'answered') return claimed.answer
    if (claimed.kind === 'withheld') throw shownOnce(claimed.made)
    if (claimed.kind !== 'mine') throw refusal(claimed.kind)
    claims.set(request, claimed)
    return undefined
  }

  async function keep(
    mine: Claim,
    request: FastifyRequest,
    reply: FastifyReply,
    payload: unknown,
  ): Promise<void> {
    try {
      if (reply.statusCode >= 500 || typeof payload !== 'string') await release(db, mine)
      else await finish(db, mine, toKeep(reply, payload))
    } catch (error) {
      request.log.warn({ err: error }, 'the answer could not be kept for its Idempotency-Key')
    }
  }

  const forget = () => void forAllTenants(() => forgetExpired(db)).catch(() => {}) // the next hour tries again
  const timer = setInterval(forget, FORGET_EVERY_MS).unref()
  app.addHook('onClose', async () => clearInterval(timer))
}

function checkedKey(key: string | string[]): string {
  if (typeof key === 'string' && KEY.test(key)) return key
  throw new AppError('request.invalid', 'An Idempotency-Key is 1 to 255 visible ASCII characters.', {
    fields: [{ pointer: '/headers/idempotency-key', detail: 'is not 1 to 255 visible ASCII characters' }],
  })
}

function requestHash({ method, url, body }: FastifyRequest): string {
  try {
    return sha256Hex(canonicalJson([method, pathOf(url), unguessable(body ?? null)]))
  } catch (cause) {
    const detail =
      'The body has half a character (a lone surrogate) or a number that is too large; send it without.'
    throw new AppError('request.unprocessable', detail, { cause })
  }
}

/** Passwords of documents can be guessed against a hash that is kept; only that there is one counts. */
function unguessable(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(unguessable)
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, name === 'password' ? true : unguessable(value)]),
  )
}

function refusal(kind: 'in_flight' | 'mismatch'): AppError {
  if (kind === 'in_flight')
    return new AppError('idempotency.in_flight', 'Wait for its answer, then send this request again.', {
      retryAfter: 1,
    })
  return new AppError('idempotency.mismatch', 'Use a new Idempotency-Key for each request that differs.')
}

const shownOnce = (made: string | null): AppError =>
  new AppError(
    'idempotency.secret_shown',
    'The request was done; its answer showed a secret, which is not kept. If it was lost, revoke or rotate what was made.',
    { context: { existing_id: made } },
  )

function toKeep(reply: FastifyReply, body: string): Answer | Withheld {
  const status = reply.statusCode
  const shows = /no-store/.test(String(reply.getHeader('cache-control') ?? ''))
  return shows ? { status, made: idIn(body) } : { status, type: contentType(reply), body }
}

function idIn(body: string): string | null {
  const id: unknown = Reflect.get(Object(JSON.parse(body)), 'id')
  return typeof id === 'string' ? id : null
}

const contentType = (reply: FastifyReply): string =>
  String(reply.getHeader('content-type') ?? 'application/json')

const replay = (reply: FastifyReply, { status, type, body }: Answer) =>
  reply.code(status).type(type).header('idempotency-replayed', 'true').serializer(String).send(body)

import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'
import { AppError } from '../errors.ts'
import { preparedName } from './prepared.ts'
import { queryInScope } from './scoped-query.ts'
import { currentScope, type Scope } from './tenancy.ts'

/** Seconds. */
const TRY_AGAIN_AFTER = 5

/**
 * SQLSTATE classes and codes that say "not now" and nothing about the statement: 08 connection, 53 resources,
 * 57P01..05 shut down, crashed, starting, dropped, idle too long. 57014 is the statement's own time limit.
 */
const AWAY = /^(08...|53...|57P0[1-5]|57014|25P0[34])$/
const DISK_FULL = '53100'
const SYSTEM = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
])
/** What the driver says without a code. */
const WORDS =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client has encountered a connection error|Cannot use a pool after/

/** The error as `database.unavailable` when it says that the database is away; the error itself otherwise. */
export function speak(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error
  const code = 'code' in error ? String(error.code) : ''
  if (code === DISK_FULL)
    return new AppError('storage.full', 'The disk of the database is full.', { cause: error })
  if (!AWAY.test(code) && !SYSTEM.has(code) && !WORDS.test(error.message)) return error
  const detail = 'The database cannot be reached at the moment. Try again in a few seconds.'
  return new AppError('database.unavailable', detail, { cause: error, retryAfter: TRY_AGAIN_AFTER })
}

/** The pool as Kysely uses it: every rejection spoken, every transaction in its scope, or in `unscoped` without one. */
export function speakingPool(pool: pg.Pool, unscoped: Scope): PostgresPool {
  const clients = new WeakMap<pg.PoolClient, SpeakingClient>()
  return {
    options: pool.options,
    connect: async () => {
      const client = await pool.connect().catch(rethrow)
      const speaking = clients.get(client) ?? new SpeakingClient(client, unscoped)
      clients.set(client, speaking)
      return speaking
    },
    end: () => pool.end(),
  }
}

class SpeakingClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient
  readonly #unscoped: Scope
  #broken = false
  /** While a transaction is open: the scope that it was told, null before its first statement. */
  #transaction: { told: Scope | null } | null = null

  constructor(client: pg.PoolClient, unscoped: Scope) {
    this.#client = client
    this.#unscoped = unscoped
  }

  /** A connection that said "away" is closed: it may be told so before its socket is, and be lent to the next. */
  release(destroy = false): void {
    this.#transaction = null
    this.#client.release(destroy || this.#broken)
  }

  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  query(sql: string | PostgresCursor<unknown>, parameters: readonly unknown[] = []): unknown {
    if (typeof sql !== 'string') throw new TypeError('cursors are not used here')
    const name = preparedName(sql)
    const query = { text: sql, values: [...parameters], ...(name === undefined ? {} : { name }) }
    return this.#send(query).catch((error: unknown) => {
      const spoken = speak(error)
      this.#broken ||= spoken !== error
      throw spoken
    })
  }

  async #send(query: { text: string; values: unknown[]; name?: string }): Promise<unknown> {
    const control = /^\s*(begin|start transaction|commit|rollback|savepoint|release)\b( to\b)?/i.exec(
      query.text,
    )
    if (control !== null) {
      const [, word = '', to] = control
      if (/^(begin|start)/i.test(word)) this.#transaction = { told: null }
      else if (/^(commit|rollback)/i.test(word) && to === undefined) this.#transaction = null
      return this.#client.query(query)
    }
    const scope = currentScope() ?? this.#unscoped
    if (this.#transaction?.told === scope) return this.#client.query(query)
    if (this.#transaction !== null) this.#transaction.told = scope
    return queryInScope(this.#client, scope, query)
  }
}

function rethrow(error: unknown): never {
  throw speak(error)
}

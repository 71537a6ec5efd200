import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from 'pino'
import { connectionString } from './connection-string.ts'
import type { Replica } from './replica.ts'
import type { Database } from './schema.ts'
import type { Scope } from './tenancy.ts'
import { speakingPool } from './unavailable.ts'

export interface DatabaseOptions {
  readonly url: string
  /** A streaming replica. */
  readonly readUrl?: string | undefined
  /** Connections at most, to each of the two. */
  readonly poolSize: number
  readonly log: Logger
  /** What statements see that nobody gave a scope: `owner` unless given, for commands and tests. */
  readonly unscoped?: Scope
}

export interface OpenDatabase {
  readonly db: Kysely<Database>
  readonly replica: Replica | null
  readonly pool: pg.Pool
  close(): Promise<void>
}

/** Milliseconds. A request waits for a connection no longer than a caller would for an answer. */
const CONNECT_WITHIN = 5_000
/** The longest statement is the publication of some thousand pages, below 10 s. */
const STATEMENT_WITHIN = 30_000
/** Longer than the server's own limit: for a network that swallows the answer. */
const ANSWER_WITHIN = STATEMENT_WITHIN + 10_000

/**
 * Connects when first used, and again whenever the database is back. While it is away, statements reject with
 * `database.unavailable`. bigint comes back as a number.
 */
export function openDatabase({
  url,
  readUrl,
  poolSize,
  log,
  unscoped = 'owner',
}: DatabaseOptions): OpenDatabase {
  const pool = openPool(url, poolSize, log)
  const readPool = readUrl ? openPool(readUrl, poolSize, log) : null
  return {
    db: over(pool, unscoped),
    replica: readUrl && readPool ? { db: over(readPool, unscoped), name: hostOf(readUrl) } : null,
    pool,
    close: async () => {
      await Promise.all([pool, readPool].map((each) => each?.end()))
    },
  }
}

/** A Unix socket stands percent-encoded where the host would. */
const hostOf = (url: string) => decodeURIComponent(URL.parse(url)?.host ?? '')

const over = (pool: pg.Pool, unscoped: Scope) =>
  new Kysely<Database>({ dialect: new PostgresDialect({ pool: speakingPool(pool, unscoped) }) })

function openPool(url: string, size: number, log: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: connectionString(url),
    max: size,
    application_name: 'ledger-lift',
    connectionTimeoutMillis: CONNECT_WITHIN,
    statement_timeout: STATEMENT_WITHIN,
    query_timeout: ANSWER_WITHIN,
    idle_in_transaction_session_timeout: STATEMENT_WITHIN,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    types: { getTypeParser },
  })
  // Of a connection that breaks while nobody uses it: the pool drops it and opens another when it is needed.
  pool.on('error', (error) => log.warn({ err: error }, 'A database connection broke'))
  // The same while it is in use between two statements; the next one rejects.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** Counts and file sizes stay far below 2⁵³. */
const getTypeParser: typeof pg.types.getTypeParser = (id: number, format?: 'text' | 'binary') =>
  id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format as 'text')

import { sql, type Kysely } from 'kysely'
import { readLag, type Lag } from '../db/replica-lag.ts'
import type { Database } from '../db/schema.ts'
import { asOwner } from '../db/tenancy.ts'
import { AppError } from '../errors.ts'
import type { HttpDeps } from '../http/deps.ts'
import type { Health } from './contract.ts'

/** Milliseconds. An orchestrator's probe usually waits no longer. */
const PROBE_WITHIN = 3_000

export interface Probe {
  readonly latencyMs: number | null
  /** What is wrong, for the operator; null when nothing is. */
  readonly failure: string | null
}

/** How long the work takes, or why it failed; never rejects, never takes longer than a probe waits. */
export async function probe(work: () => Promise<unknown>): Promise<Probe> {
  const start = performance.now()
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error('no answer in time')), PROBE_WITHIN)
  try {
    await Promise.race([work(), late])
    return { latencyMs: Math.round((performance.now() - start) * 10) / 10, failure: null }
  } catch (error) {
    return { latencyMs: null, failure: error instanceof AppError ? error.message : 'does not answer' }
  } finally {
    clearTimeout(timer)
  }
}

export const probeDatabase = (db: Kysely<Database>): Promise<Probe> =>
  probe(() => asOwner(() => sql`SELECT 1`.execute(db)))

/** A worker that said nothing for this long is not seen. Seconds. */
export const SEEN_WITHIN = 60

export async function checkHealth(deps: HttpDeps): Promise<Health> {
  const [database, storage, queue, worker] = await Promise.all([
    checkDatabase(deps),
    checkStorage(deps),
    checkQueue(deps),
    checkWorker(deps),
  ])
  const checks = { database, storage, queue, worker }
  const success = deps.metrics.recent.successRate('request')
  return {
    status: worst(Object.values(checks).map((check) => check.status)),
    checks,
    error_rate: success === null ? null : 1 - success,
    version: deps.version,
  }
}

type HealthStatus = Health['status']

const worst = (all: readonly HealthStatus[]): HealthStatus =>
  all.includes('unhealthy') ? 'unhealthy' : all.includes('degraded') ? 'degraded' : 'healthy'

/** Without it nothing works. */
const essential = (failure: string | null) =>
  failure === null ? { status: 'healthy' as const } : { status: 'unhealthy' as const, detail: failure }

async function checkDatabase(deps: HttpDeps): Promise<Health['checks']['database']> {
  const [{ failure, latencyMs }, replica] = await Promise.all([probeDatabase(deps.db), checkReplica(deps)])
  const { totalCount: size, idleCount: idle, waitingCount: waiting } = deps.pool
  const own = essential(failure)
  const behind = replica?.status === 'degraded' && failure === null
  return {
    ...own,
    ...(behind ? { status: 'degraded', detail: `The replica: ${replica.detail}` } : {}),
    latency_ms: latencyMs,
    pool: { size, in_use: size - idle, idle, waiting },
    replica,
  }
}

/** Seconds; as the alert. */
const BEHIND = 30

/** Without it the primary answers, so it degrades and no more. */
async function checkReplica({ db, replica }: HttpDeps): Promise<Health['checks']['database']['replica']> {
  if (!replica) return null
  const { lag, failure } = await probeReplica(db, replica.db)
  const { bytes = null, seconds = null } = lag ?? {}
  const detail = failure ?? ((seconds ?? 0) > BEHIND ? `is ${Math.round(seconds ?? 0)} seconds behind` : null)
  return {
    ...(detail === null ? { status: 'healthy' } : { status: 'degraded', detail }),
    lag_bytes: bytes,
    lag_seconds: seconds,
  }
}

/** `lag` is null when `failure` says why. */
export async function probeReplica(
  primary: Kysely<Database>,
  replica: Kysely<Database>,
): Promise<{ readonly lag: Lag | null; readonly failure: string | null }> {
  let lag: Lag | null = null
  const { failure } = await probe(async () => {
    lag = await readLag(primary, replica)
  })
  return { lag, failure: failure ?? (lag === null ? 'is no replica' : null) }
}

async function checkStorage({ storage, metrics }: HttpDeps): Promise<Health['checks']['storage']> {
  const { failure, latencyMs } = await probe(() => storage.probe())
  const presign_success_rate = metrics.recent.successRate('presign')
  return { ...essential(failure), driver: storage.name, latency_ms: latencyMs, presign_success_rate }
}

async function checkQueue({ queue }: HttpDeps): Promise<Health['checks']['queue']> {
  const kept = { waiting: 0, active: 0, dead: 0, oldest_waiting_seconds: null as number | null }
  const { failure } = await probe(async () => {
    const { oldestWaitingSeconds, ...counts } = await queue.depth()
    Object.assign(kept, counts, { oldest_waiting_seconds: oldestWaitingSeconds })
  })
  if (failure !== null) return { status: 'unhealthy', detail: failure, ...kept }
  if (kept.dead > 0) return { status: 'degraded', detail: `${kept.dead} jobs were given up`, ...kept }
  return { status: 'healthy', ...kept }
}

/** Worked documents of the last hour that failed, of all that ended. */
async function checkWorker({ db }: HttpDeps): Promise<Health['checks']['worker']> {
  const none = { seen: 0, last_seen_at: null, error_rate: null }
  let found: Health['checks']['worker'] = { status: 'unhealthy', ...none }
  const { failure } = await probe(async () => {
    const workers = await sql<{ seen: number; last: Date | null }>`
      SELECT (count(*) FILTER (WHERE last_seen_at > now() - make_interval(secs => ${SEEN_WITHIN})))::int AS seen,
        max(last_seen_at) AS last FROM workers`.execute(db)
    const runs = await sql<{ rate: number | null }>`
      SELECT (count(*) FILTER (WHERE status = 'FAILED'))::float8 / nullif(count(*), 0) AS rate
      FROM processing_runs WHERE finished_at > now() - interval '1 hour' AND status IN ('FAILED', 'PUBLISHED', 'SUPERSEDED')`.execute(
      db,
    )
    const { seen = 0, last = null } = workers.rows[0] ?? {}
    found = {
      ...(seen > 0
        ? { status: 'healthy' }
        : { status: 'degraded', detail: 'No worker is running; documents wait.' }),
      seen,
      last_seen_at: last?.toISOString() ?? null,
      error_rate: runs.rows[0]?.rate ?? null,
    }
  })
  return failure === null ? found : { status: 'unhealthy', detail: failure, ...none }
}

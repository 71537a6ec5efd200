import { sql, type Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Replica } from '../db/replica.ts'
import type { Database } from '../db/schema.ts'
import { readQueues } from '../queue/depth.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { probe, probeReplica, SEEN_WITHIN } from './check.ts'

export interface Scraped {
  readonly db: Kysely<Database>
  readonly pool: Pick<Pool, 'totalCount' | 'idleCount' | 'waitingCount'>
  readonly metrics: Metrics
  readonly replica?: Replica | null
}

/** What Prometheus reads. Figures of the database are asked for now; without it the others still come. */
export async function scrape(deps: Scraped): Promise<{ readonly type: string; readonly text: string }> {
  const { pool, metrics } = deps
  metrics.pool.set({ state: 'in_use' }, pool.totalCount - pool.idleCount)
  metrics.pool.set({ state: 'idle' }, pool.idleCount)
  metrics.pool.set({ state: 'waiting' }, pool.waitingCount)
  for (const gauge of [metrics.queue, metrics.oldestWaiting, metrics.workers]) gauge.reset()
  const [{ failure }] = await Promise.all([probe(() => askDatabase(deps)), askReplica(deps)])
  metrics.databaseUp.set(failure === null ? 1 : 0)
  return { type: metrics.registry.contentType, text: await metrics.registry.metrics() }
}

async function askReplica({ db, replica, metrics }: Scraped): Promise<void> {
  if (!replica) return
  const { lag } = await probeReplica(db, replica.db)
  const of = { replica: replica.name }
  metrics.replicaUp.set(of, lag === null ? 0 : 1)
  for (const [gauge, value] of [
    [metrics.replicaLagBytes, lag?.bytes],
    [metrics.replicaLag, lag?.seconds],
  ] as const) {
    if (value === undefined) gauge.remove(of)
    else gauge.set(of, value)
  }
}

async function askDatabase({ db, metrics }: Scraped): Promise<void> {
  const { rows } = await sql<{ seen: number; backup: number | null }>`
    SELECT (SELECT count(*)::int FROM workers
        WHERE last_seen_at > now() - make_interval(secs => ${SEEN_WITHIN})) AS seen,
      (SELECT extract(epoch FROM max(finished_at))::float8 FROM backups) AS backup`.execute(db)
  const { seen = 0, backup = null } = rows[0] ?? {}
  metrics.workers.set(seen)
  if (backup !== null) metrics.lastBackup.set(backup)
  for (const { queue, waiting, active, oldest } of await readQueues(db)) {
    metrics.queue.set({ queue, state: 'waiting' }, waiting)
    metrics.queue.set({ queue, state: 'active' }, active)
    metrics.oldestWaiting.set({ queue }, oldest)
  }
}

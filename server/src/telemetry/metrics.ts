import { getHeapStatistics } from 'node:v8'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { createWorkMetrics } from './work-metrics.ts'

/** Seconds; from a cached read to a slow export. */
const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

export type Outcome = 'success' | 'failure'

export type Metrics = ReturnType<typeof createMetrics>

/** The figures of one process, for `/metrics` and `/health`. */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'ledger_lift_heap_limit_bytes',
    help: 'What the JavaScript heap of this process may grow to',
    registers,
  }).set(getHeapStatistics().heap_size_limit)
  return {
    registry,
    work: createWorkMetrics(registry),
    about: new Gauge({
      name: 'ledger_lift_build_info',
      help: 'Always 1; the version is a label',
      labelNames: ['version'] as const,
      registers,
    }),
    storageCalls: new Histogram({
      name: 'ledger_lift_storage_call_duration_seconds',
      help: 'Calls to the object store; an object that is not there is no failure',
      labelNames: ['operation', 'outcome'] as const,
      buckets: DURATIONS,
      registers,
    }),
    ...sharedFigures(registers),
    requests: new Histogram({
      name: 'ledger_lift_http_request_duration_seconds',
      help: 'Requests by route, method and status',
      labelNames: ['route', 'method', 'status'] as const,
      buckets: DURATIONS,
      registers,
    }),
    presigned: new Counter({
      name: 'ledger_lift_presign_total',
      help: 'Addresses for uploads that were asked for; a refused request is no failure',
      labelNames: ['outcome'] as const,
      registers,
    }),
    streams: new Gauge({
      name: 'ledger_lift_progress_streams',
      help: 'Open server-sent event streams',
      registers,
    }),
    recent: recentRates(),
  }
}

/** Asked for at each scrape, the same for every process of the system except the connections. */
function sharedFigures(registers: Registry[]) {
  return {
    databaseUp: new Gauge({
      name: 'ledger_lift_database_up',
      help: '1 while the database answers this process',
      registers,
    }),
    pool: new Gauge({
      name: 'ledger_lift_database_connections',
      help: 'Connections of this process: in use, idle, and requests that wait for one',
      labelNames: ['state'] as const,
      registers,
    }),
    reads: new Counter({
      name: 'ledger_lift_reads_total',
      help: 'Reads that a replica may answer, by who did; none without DATABASE_READ_URL',
      labelNames: ['database'] as const,
      registers,
    }),
    replicaUp: new Gauge({
      name: 'ledger_lift_replica_up',
      help: '1 while the replica answers this process and is one',
      labelNames: ['replica'] as const,
      registers,
    }),
    replicaLagBytes: new Gauge({
      name: 'ledger_lift_replica_lag_bytes',
      help: 'Bytes of the log that the replica has not replayed',
      labelNames: ['replica'] as const,
      registers,
    }),
    replicaLag: new Gauge({
      name: 'ledger_lift_replica_lag_seconds',
      help: 'Since the commit that the replica replayed last; 0 when it has everything',
      labelNames: ['replica'] as const,
      registers,
    }),
    queue: new Gauge({
      name: 'ledger_lift_queue_jobs',
      help: 'Jobs by queue and state; those of a queue named *_dead were given up',
      labelNames: ['queue', 'state'] as const,
      registers,
    }),
    oldestWaiting: new Gauge({
      name: 'ledger_lift_queue_oldest_waiting_seconds',
      help: 'Age of the oldest job that is due and waits; 0 when none does',
      labelNames: ['queue'] as const,
      registers,
    }),
    lastBackup: new Gauge({
      name: 'ledger_lift_backup_last_success_timestamp_seconds',
      help: 'When the last backup was finished; 0 while none was made',
      registers,
    }),
    workers: new Gauge({
      name: 'ledger_lift_workers',
      help: 'Workers that were seen within the last minute',
      registers,
    }),
  }
}

/** Width of a slot and number of slots: five minutes in all. */
const SLOT_MS = 10_000
const SLOTS = 30

/** Successes and failures of the last five minutes by name, for a rate that forgets. */
function recentRates(now: () => number = Date.now) {
  const names = new Map<string, { at: number; success: number; failure: number }[]>()
  const slots = (name: string) => {
    const since = now() - SLOT_MS * SLOTS
    const kept = (names.get(name) ?? []).filter((slot) => slot.at > since)
    names.set(name, kept)
    return kept
  }
  return {
    count(name: 'presign' | 'request', outcome: Outcome): void {
      const at = Math.floor(now() / SLOT_MS) * SLOT_MS
      let slot = names.get(name)?.at(-1)
      if (slot?.at !== at) slots(name).push((slot = { at, success: 0, failure: 0 }))
      slot[outcome]++
    },
    /** Successes of all; null when nothing happened. */
    successRate(name: 'presign' | 'request'): number | null {
      const recent = slots(name)
      const success = recent.reduce((sum, slot) => sum + slot.success, 0)
      const all = recent.reduce((sum, slot) => sum + slot.failure, success)
      return all === 0 ? null : success / all
    },
  }
}

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Seconds; from a cached read to a slow export. */
const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

export type Outcome = 'success' | 'failure'

export type Metrics = ReturnType<typeof createMetrics>

/** The figures of one process, for `/metrics` and `/health`. */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  return {
    registry,
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
    pool: new Gauge({
      name: 'ledger_lift_database_connections',
      help: 'Connections of this process: in use, idle, and requests that wait for one',
      labelNames: ['state'] as const,
      registers,
    }),
    queue: new Gauge({
      name: 'ledger_lift_queue_jobs',
      help: 'Jobs of the document queue by state',
      labelNames: ['state'] as const,
      registers,
    }),
    oldestWaiting: new Gauge({
      name: 'ledger_lift_queue_oldest_waiting_seconds',
      help: 'Age of the oldest job that waits; 0 when none does',
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

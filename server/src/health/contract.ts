import Type, { type Static } from 'typebox'
import { closed, Count, Instant, Nullable } from '../http/contract.ts'

export const HealthStatus = Type.Enum(['healthy', 'degraded', 'unhealthy'])
const check = { status: HealthStatus, detail: Type.Optional(Type.String()) }
const Rate = Nullable(Type.Number({ minimum: 0, maximum: 1 }))

export const Health = Type.Object(
  {
    status: HealthStatus,
    checks: Type.Object(
      {
        database: Type.Object(
          {
            ...check,
            latency_ms: Nullable(Type.Number()),
            pool: Type.Object({ size: Count, in_use: Count, idle: Count, waiting: Count }, closed),
            replica: Nullable(
              Type.Object(
                { ...check, lag_bytes: Nullable(Type.Number()), lag_seconds: Nullable(Type.Number()) },
                closed,
              ),
            ),
          },
          closed,
        ),
        storage: Type.Object(
          {
            ...check,
            driver: Type.String(),
            latency_ms: Nullable(Type.Number()),
            presign_success_rate: Rate,
          },
          closed,
        ),
        queue: Type.Object(
          {
            ...check,
            waiting: Count,
            active: Count,
            dead: Count,
            oldest_waiting_seconds: Nullable(Type.Number()),
          },
          closed,
        ),
        worker: Type.Object(
          { ...check, seen: Count, last_seen_at: Nullable(Instant), error_rate: Rate },
          closed,
        ),
      },
      closed,
    ),
    error_rate: Rate,
    version: Type.String(),
  },
  closed,
)
export type Health = Static<typeof Health>

/** For who may see no figures. */
const Stands = Type.Object({ status: HealthStatus }, closed)
export const HealthSummary = Type.Object(
  {
    status: HealthStatus,
    checks: Type.Object({ database: Stands, storage: Stands, queue: Stands, worker: Stands }, closed),
  },
  closed,
)
export type HealthSummary = Static<typeof HealthSummary>

export const Readiness = Type.Object(
  { status: Type.Enum(['ready', 'not_ready']), away: Type.Array(Type.Enum(['database', 'storage'])) },
  closed,
)
export type Readiness = Static<typeof Readiness>

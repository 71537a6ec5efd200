import { sql, type Kysely } from 'kysely'
import type { Db } from 'pg-boss'
import type { Database } from '../db/schema.ts'
import { speak } from '../db/unavailable.ts'
import { DEAD_LETTERS, DOCUMENT_QUEUE, QUEUE_SCHEMA, type QueueDepth } from './queue.ts'

/** Counted afresh: pg-boss's own counts are up to a minute old. Jobs that are not due yet wait, too. */
const DEPTH = `
  SELECT
    (count(*) FILTER (WHERE name = '${DOCUMENT_QUEUE}' AND state < 'active'))::int AS waiting,
    (count(*) FILTER (WHERE name = '${DOCUMENT_QUEUE}' AND state = 'active'))::int AS active,
    (count(*) FILTER (WHERE name = '${DEAD_LETTERS}' AND state = 'created'))::int AS dead,
    extract(epoch FROM now() - min(start_after)
      FILTER (WHERE name = '${DOCUMENT_QUEUE}' AND state < 'active' AND start_after <= now()))::float8 AS oldest
  FROM ${QUEUE_SCHEMA}.job
  WHERE state IN ('created', 'retry', 'active') AND name IN ('${DOCUMENT_QUEUE}', '${DEAD_LETTERS}')`

/** Rejects with database.unavailable. */
export async function readDepth(db: Db): Promise<QueueDepth> {
  const { rows } = await db.executeSql(DEPTH).catch((error: unknown) => {
    throw speak(error)
  })
  const { waiting, active, dead, oldest } = rows[0]
  return { waiting, active, dead, oldestWaitingSeconds: oldest }
}

export interface QueueFigures {
  readonly queue: string
  readonly waiting: number
  readonly active: number
  /** Seconds; 0 when none that is due waits. */
  readonly oldest: number
}

/** Of every queue there is, those of dead letters too. */
const ALL = `
  SELECT q.name AS queue,
    (count(*) FILTER (WHERE j.state < 'active'))::int AS waiting,
    (count(*) FILTER (WHERE j.state = 'active'))::int AS active,
    coalesce(extract(epoch FROM now() - min(j.start_after)
      FILTER (WHERE j.state < 'active' AND j.start_after <= now())), 0)::float8 AS oldest
  FROM ${QUEUE_SCHEMA}.queue q
  LEFT JOIN ${QUEUE_SCHEMA}.job j ON j.name = q.name AND j.state IN ('created', 'retry', 'active')
  GROUP BY q.name`

export async function readQueues(db: Kysely<Database>): Promise<readonly QueueFigures[]> {
  return (await sql.raw<QueueFigures>(ALL).execute(db)).rows
}

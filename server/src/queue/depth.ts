import type { Db } from 'pg-boss'
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

import { sql, type Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { DocumentJob, EnqueueOptions } from './queue.ts'
import { DEAD_LETTERS, DOCUMENT_QUEUE, QUEUE_SCHEMA } from './queue.ts'

const job = sql.raw(`${QUEUE_SCHEMA}.job`)

export interface LostJob {
  readonly job: DocumentJob
  readonly options: EnqueueOptions
}

/** Documents that wait or are worked but have no live job: none, unless somebody tampered with the queue's tables. */
export async function documentsWithoutJob(db: Kysely<Database>, limit = 100): Promise<LostJob[]> {
  const documents = await db
    .selectFrom('documents as d')
    .select(['d.id', 'd.tenant_id', 'd.priority', 'd.next_attempt_at'])
    .where('d.processing_status', 'in', ['UPLOADED', 'PROCESSING', 'RETRYING'])
    // As pg-boss's own unique index has it.
    .where(
      sql<boolean>`NOT EXISTS (SELECT FROM ${job} j WHERE j.name = ${DOCUMENT_QUEUE} AND j.policy = 'stately'
        AND j.state IN ('created', 'retry', 'active') AND COALESCE(j.singleton_key, '') = d.id::text)`,
    )
    .limit(limit)
    .execute()
  return documents.map(({ id, tenant_id, priority, next_attempt_at }) => ({
    job: { document_id: id, tenant_id },
    options: { priority, ...(next_attempt_at && { startAfter: next_attempt_at }) },
  }))
}

/** Dead letters of documents that were reprocessed or purged since. */
export async function settledDeadLetters(db: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT j.id FROM ${job} j
    WHERE j.name = ${DEAD_LETTERS} AND j.state = 'created' AND NOT EXISTS (
      SELECT FROM documents d WHERE d.id::text = j.singleton_key AND d.processing_status = 'FAILED')`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

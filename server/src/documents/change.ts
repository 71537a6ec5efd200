import type { Updateable } from 'kysely'
import type { Database, RunStatus } from '../db/schema.ts'
import type { RunId } from '../ids.ts'
import type { DocumentQueue } from '../queue/queue.ts'
import { keys } from '../storage/keys.ts'
import { jobOrigin } from '../telemetry/work-context.ts'
import type { DocumentRow, Failure } from './document-service.ts'
import type { HeldDocument, Holding } from './hold.ts'

export type ServiceDeps = Holding & { readonly queue: DocumentQueue }

export function enqueue(queue: DocumentQueue, { trx, row }: HeldDocument, due?: Date): Promise<void> {
  const options = { priority: row.priority, ...(due ? { startAfter: due } : {}) }
  const origin = jobOrigin()
  const job = { document_id: row.id, tenant_id: row.tenant_id, ...(origin && { origin }) }
  return queue.enqueue(trx, job, options)
}

/** The run is over without a publication; what it stored so far goes. */
export async function endRun(
  { trx, row, now }: HeldDocument,
  run: RunId,
  status: Extract<RunStatus, 'FAILED' | 'LOST' | 'RELEASED'>,
  failure: Failure | null,
): Promise<void> {
  await trx
    .with('swept', (query) =>
      query.insertInto('pending_deletions').values({
        tenant_id: row.tenant_id,
        document_id: row.id,
        key: keys.run(row.tenant_id, row.id, run),
        reason: 'abandoned',
      }),
    )
    .updateTable('processing_runs')
    .set({
      status,
      finished_at: now,
      error_code: failure?.code ?? null,
      error_message: failure?.message ?? null,
    })
    .where('id', '=', run)
    .execute()
}

/** The row with these columns changed. */
export async function change(
  { trx, row, now }: HeldDocument,
  set: Updateable<Database['documents']>,
): Promise<DocumentRow> {
  return trx
    .updateTable('documents')
    .set({ ...set, updated_at: now })
    .where('id', '=', row.id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

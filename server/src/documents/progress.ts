import type { Actor } from '../events.ts'
import { change } from './change.ts'
import type { Progress, RunRef } from './document-service.ts'
import { holdRun, type HeldDocument, type Holding } from './hold.ts'
import { leaseLost } from './rules.ts'

/** Without an event one statement, fenced by the lease in its WHERE. */
export async function recordProgress(
  deps: Holding,
  ref: RunRef,
  progress: Progress,
  event: boolean,
): Promise<void> {
  if (event) return holdRun(deps, ref, (held) => progressWithEvent(held, ref, progress))
  const { numUpdatedRows } = await deps.db
    .updateTable('documents')
    .set({ ...columns(progress), updated_at: deps.clock() })
    .where('id', '=', ref.document)
    .where('leased_run_id', '=', ref.run)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw leaseLost(ref.document, ref.run, null)
}

async function progressWithEvent(held: HeldDocument, { run }: RunRef, progress: Progress): Promise<void> {
  const { stage, pagesDone, pagesTotal } = progress
  await change(held, columns(progress))
  await held.record({
    type: 'PROCESSING_PROGRESS',
    message: pagesTotal === null ? `Now ${stage}` : `Now ${stage}, ${pagesDone} of ${pagesTotal} pages done`,
    metadata: { stage, pages_done: pagesDone, pages_total: pagesTotal },
    run,
    actor: await actorOf(held, run),
  })
}

const columns = ({ stage, pagesDone, pagesTotal }: Progress) => ({
  stage,
  pages_done: pagesDone,
  pages_total: pagesTotal,
})

async function actorOf({ trx }: HeldDocument, run: RunRef['run']): Promise<Actor> {
  const query = trx.selectFrom('processing_runs').select('worker_id').where('id', '=', run)
  return `worker:${(await query.executeTakeFirstOrThrow()).worker_id}`
}

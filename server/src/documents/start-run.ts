import type { Actor } from '../events.ts'
import type { DocumentRow, Failure, StartRun } from './document-service.ts'
import { change, endRun } from './change.ts'
import { holdDocument, type HeldDocument, type Holding } from './hold.ts'
import { assertLegal } from './rules.ts'

/** Takes the lease. Again with the same run gives the same answer, so a lost reply can be asked for once more. */
export function startRun(deps: Holding, start: StartRun): Promise<DocumentRow> {
  return holdDocument(deps, start.document, async (held) => {
    if (held.row.leased_run_id === start.run) return held.row
    const actor: Actor = `worker:${start.workerId}`
    const lost = await takeFromLostWorker(held, actor)
    const from = lost ? 'RETRYING' : held.row.processing_status
    if (!lost) assertLegal(held.row, 'PROCESSING')

    const attempt = held.row.attempt + 1
    await held.trx
      .insertInto('processing_runs')
      .values({
        id: start.run,
        document_id: held.row.id,
        tenant_id: held.row.tenant_id,
        attempt,
        status: 'RUNNING',
        worker_id: start.workerId,
        engine_version: start.engineVersion,
        engine_fingerprint: start.engineFingerprint,
        started_at: held.now,
      })
      .execute()
    await held.record({
      type: 'PROCESSING_STARTED',
      message: `Attempt ${attempt} started`,
      metadata: {
        attempt,
        engine_version: start.engineVersion,
        engine_fingerprint: start.engineFingerprint,
      },
      run: start.run,
      actor,
      change: { from, to: 'PROCESSING' },
    })
    return change(held, {
      processing_status: 'PROCESSING',
      leased_run_id: start.run,
      attempt,
      stage: 'fetching',
      pages_done: 0,
      pages_total: null,
      next_attempt_at: null,
      error_code: null,
      error_message: null,
    })
  })
}

/** A lease that ran out is taken: the queue gives a job to another worker only when its own fell silent. */
async function takeFromLostWorker(held: HeldDocument, actor: Actor): Promise<boolean> {
  const run = held.row.leased_run_id
  if (run === null) return false
  const failure: Failure = {
    code: 'processing.worker_lost',
    message: 'The worker that had this document fell silent',
  }
  await endRun(held, run, 'LOST', failure)
  await held.record({
    type: 'RETRY_SCHEDULED',
    message: failure.message,
    metadata: { error_code: failure.code, attempt: held.row.attempt },
    run,
    actor,
    change: { from: 'PROCESSING', to: 'RETRYING' },
  })
  return true
}

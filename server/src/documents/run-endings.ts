import type { Actor } from '../events.ts'
import { forgetPassword } from '../passwords/passwords.ts'
import { change, endRun, enqueue, type ServiceDeps } from './change.ts'
import type { Failure, RunRef } from './document-service.ts'
import { holdRun, type HeldDocument, type Holding } from './hold.ts'
import type { EventDraft } from './trail.ts'

type Draft = Pick<EventDraft, 'message' | 'metadata' | 'actor' | 'run'>

export function failRun(deps: Holding, ref: RunRef, failure: Failure, actor: Actor): Promise<void> {
  return holdRun(deps, ref, async (held) => {
    await endRun(held, ref.run, 'FAILED', failure)
    await fail(held, { message: failure.message, actor, run: ref.run }, failure)
  })
}

/** FAILED with its reason; there is nothing left to do for the queue. */
export async function fail(held: HeldDocument, draft: Draft, { code, message }: Failure) {
  const events = await held.record({
    ...draft,
    type: 'PROCESSING_FAILED',
    metadata: { ...draft.metadata, error_code: code, attempt: held.row.attempt },
    change: { from: held.row.processing_status, to: 'FAILED' },
  })
  await forgetPassword(held)
  await change(held, {
    processing_status: 'FAILED',
    leased_run_id: null,
    next_attempt_at: null,
    stage: 'done',
    error_code: code,
    error_message: message,
  })
  return events
}

export function retryRun(
  deps: ServiceDeps,
  ref: RunRef,
  failure: Failure,
  due: Date,
  actor: Actor,
): Promise<void> {
  return holdRun(deps, ref, async (held) => {
    await endRun(held, ref.run, 'FAILED', failure)
    await retry(deps, held, { message: failure.message, actor, run: ref.run }, failure, due)
  })
}

/** RETRYING with the reason and when, and the job for it. */
export async function retry(
  { queue }: ServiceDeps,
  held: HeldDocument,
  draft: Draft,
  { code, message }: Failure,
  due: Date,
) {
  const events = await held.record({
    ...draft,
    type: 'RETRY_SCHEDULED',
    metadata: {
      ...draft.metadata,
      error_code: code,
      attempt: held.row.attempt,
      next_attempt_at: due.toISOString(),
    },
    change: { from: held.row.processing_status, to: 'RETRYING' },
  })
  await change(held, {
    processing_status: 'RETRYING',
    leased_run_id: null,
    next_attempt_at: due,
    stage: 'queued',
    error_code: code,
    error_message: message,
  })
  await enqueue(queue, held, due)
  return events
}

/** Handed back by a worker that stops: queued at once, and the attempt does not count. */
export function releaseRun({ queue, ...deps }: ServiceDeps, ref: RunRef, actor: Actor): Promise<void> {
  return holdRun(deps, ref, async (held) => {
    await endRun(held, ref.run, 'RELEASED', null)
    await held.record({
      type: 'PROCESSING_RELEASED',
      message: 'Handed back by a worker that stops',
      run: ref.run,
      actor,
      change: { from: 'PROCESSING', to: 'RETRYING' },
    })
    await change(held, {
      processing_status: 'RETRYING',
      leased_run_id: null,
      next_attempt_at: held.now,
      stage: 'queued',
      attempt: Math.max(0, held.row.attempt - 1),
    })
    await enqueue(queue, held)
  })
}

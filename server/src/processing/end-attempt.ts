import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { DocumentService } from '../documents/document-service.ts'
import { AppError } from '../errors.ts'
import type { Actor } from '../events.ts'
import type { JobOutcome } from '../queue/queue.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import type { Log } from '../telemetry/log.ts'
import type { AttemptOutcome } from '../telemetry/work-metrics.ts'
import { runKeys, type Attempt } from './attempt.ts'
import { patiently, WRITE_PATIENCE } from './patiently.ts'
import { isCertain } from './certain.ts'
import { failureOf, judge, judgeLost, type Verdict } from './retry-rules.ts'
import { documentStatus, earlierFailures, letObjectsGo } from './store.ts'
import { sweepStrayWork } from './sweep-stray-work.ts'

export interface EndDeps {
  readonly documents: DocumentService
  readonly db: Kysely<Database>
  readonly storage: ObjectStorage
  readonly random: () => number
  /** Is told how the attempt ended, as soon as that is written. */
  readonly ended: (outcome: AttemptOutcome) => void
}

/** Milliseconds. A worker that stops has no more: the queue notices, and the document is taken again. */
const STOP_PATIENCE = 5_000

/** What becomes of the document of an attempt that failed. Rejects when it cannot be written, for the queue to try again. */
export async function endAttempt(
  deps: EndDeps,
  attempt: Attempt,
  error: unknown,
  actor: Actor,
  log: Log,
): Promise<JobOutcome> {
  const { code } = failureOf(error)
  try {
    if (code === 'processing.lease_lost') return await leave(deps, attempt, log)
    if (code === 'server.stopping') return await handBack(deps, attempt, actor, log)
    log.warn({ err: error, code, attempt: attempt.row.attempt }, 'an attempt at a document failed')
    return await patiently(() => conclude(deps, attempt, error, actor), WRITE_PATIENCE)
  } catch (problem) {
    if (problem instanceof AppError && problem.code === 'processing.lease_lost')
      return await leave(deps, attempt, log)
    throw problem
  }
}

/** Throws for a document that took one worker after the other down with it. */
export async function refuseIfAlwaysLost(db: Kysely<Database>, attempt: Attempt): Promise<void> {
  if (attempt.row.attempt <= 1) return
  const verdict = judgeLost(await earlierFailures(db, attempt))
  if (verdict) throw new WorkerAlwaysLost(verdict)
}

async function conclude(
  { documents, db, storage, random, ended }: EndDeps,
  attempt: Attempt,
  error: unknown,
  actor: Actor,
): Promise<JobOutcome> {
  const verdict =
    error instanceof WorkerAlwaysLost
      ? error.verdict
      : judge(failureOf(error), await earlierFailures(db, attempt), random(), isCertain(error))
  if (verdict.action === 'retry') {
    await documents.retryRun(attempt, verdict.failure, new Date(Date.now() + verdict.delay), actor)
    ended('retried')
    return 'done'
  }
  await sweepStrayWork(db, storage, attempt).catch(() => undefined)
  await documents.failRun(attempt, verdict.failure, actor)
  ended(verdict.dead ? 'dead' : 'failed')
  return verdict.dead ? 'dead' : 'done'
}

async function handBack(
  { documents, ended }: EndDeps,
  attempt: Attempt,
  actor: Actor,
  log: Log,
): Promise<JobOutcome> {
  log.info('a document is handed back, for the worker stops')
  await patiently(() => documents.releaseRun(attempt, actor), STOP_PATIENCE)
  ended('handed_back')
  return 'done'
}

/** Another run has the document, or nobody needs it any more: what this one put into the store is let go. */
async function leave({ db, ended }: EndDeps, attempt: Attempt, log: Log): Promise<JobOutcome> {
  log.warn('the lease on a document was lost; nothing more is written for it')
  const now = await documentStatus(db, attempt.document)
  const unfinished = now && now.processing_status !== 'COMPLETED' && now.processing_status !== 'FAILED'
  const { all, work } = runKeys(attempt)
  await letObjectsGo(db, attempt.tenant, attempt.document, unfinished ? [all] : [all, work])
  ended('lease_lost')
  return 'done'
}

class WorkerAlwaysLost extends AppError {
  readonly verdict: Verdict

  constructor(verdict: Verdict) {
    super('processing.worker_lost', verdict.failure.message)
    this.verdict = verdict
  }
}

import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import type { Actor, ProcessingEvent } from '../events.ts'
import type { DocumentId, TenantId } from '../ids.ts'
import type { DocumentQueue } from '../queue/queue.ts'
import { change, endRun, enqueue, type ServiceDeps } from './change.ts'
import type { DocumentRow, DocumentService, NewEvent, StatusChange } from './document-service.ts'
import { holdDocument, type HeldDocument } from './hold.ts'
import { publishRun } from './publish.ts'
import { purgeDocument } from './purge.ts'
import { attachPassword, type SealedPassword } from '../passwords/passwords.ts'
import { createRegistrar } from './register.ts'
import { recordProgress } from './progress.ts'
import { assertLegal } from './rules.ts'
import { fail, failRun, releaseRun, retry, retryRun } from './run-endings.ts'
import { startRun } from './start-run.ts'

export interface DocumentServiceDeps {
  readonly db: Kysely<Database>
  readonly queue: DocumentQueue
  readonly clock?: () => Date
}

export function createDocumentService({
  db,
  queue,
  clock = () => new Date(),
}: DocumentServiceDeps): DocumentService {
  const deps: ServiceDeps = { db, queue, clock }
  return {
    createDocument: createRegistrar(deps),
    updateProcessingStatus: (change) => updateProcessingStatus(deps, change),
    recordEvent: (event) => recordEvent(deps, event),
    startRun: (start) => startRun(deps, start),
    recordProgress: (run, progress, event = false) => recordProgress(deps, run, progress, event),
    publishRun: (run, actor) => publishRun(deps, run, actor),
    failRun: (run, failure, actor) => failRun(deps, run, failure, actor),
    retryRun: (run, failure, due, actor) => retryRun(deps, run, failure, due, actor),
    releaseRun: (run, actor) => releaseRun(deps, run, actor),
    reprocess: (tenant, document, actor, password) => reprocess(deps, tenant, document, actor, password),
    purge: (tenant, document, actor, still) => purgeDocument(deps, { tenant, document, actor }, still),
  }
}

/** From outside a run: a document in work is taken from its worker, which finds its lease lost. */
function updateProcessingStatus(deps: ServiceDeps, wanted: StatusChange): Promise<ProcessingEvent> {
  return holdDocument(deps, wanted.document, async (held) => {
    assertLegal(held.row, wanted.to)
    const run = held.row.leased_run_id
    if (run !== null) await endRun(held, run, 'LOST', wanted.to === 'UPLOADED' ? null : wanted.failure)
    if (wanted.to === 'UPLOADED') return first(await queueAgain(deps, held, wanted))
    if (wanted.to === 'RETRYING') {
      return first(await retry(deps, held, wanted, wanted.failure, wanted.nextAttemptAt))
    }
    await deps.queue.cancel(held.trx, held.row.id)
    return first(await fail(held, wanted, wanted.failure))
  })
}

function recordEvent(deps: ServiceDeps, event: NewEvent): Promise<ProcessingEvent> {
  return holdDocument(deps, event.document, async (held) => first(await held.record(event)))
}

function reprocess(
  deps: ServiceDeps,
  tenant: TenantId,
  document: DocumentId,
  actor: Actor,
  password: SealedPassword | undefined,
): Promise<DocumentRow> {
  return holdDocument(
    deps,
    document,
    async (held) => {
      const status = held.row.processing_status
      if (status !== 'COMPLETED' && status !== 'FAILED') {
        const detail = `The document is ${status}. Wait until it is COMPLETED or FAILED, then ask again.`
        throw new AppError('document.busy', detail, { context: { document_id: document, status } })
      }
      if (password !== undefined) await attachPassword(held, password)
      await queueAgain(deps, held, {
        type: 'REPROCESS_REQUESTED',
        message: 'Queued to be processed again',
        actor,
      })
      return held.trx.selectFrom('documents').selectAll().where('id', '=', document).executeTakeFirstOrThrow()
    },
    tenant,
  )
}

/** UPLOADED again, with all attempts before it and its job. */
async function queueAgain(
  { queue }: ServiceDeps,
  held: HeldDocument,
  draft: Pick<NewEvent, 'type' | 'message' | 'metadata' | 'actor'>,
): Promise<ProcessingEvent[]> {
  const events = await held.record({ ...draft, change: { from: held.row.processing_status, to: 'UPLOADED' } })
  await change(held, {
    processing_status: 'UPLOADED',
    error_code: null,
    error_message: null,
    stage: 'queued',
    pages_done: 0,
    pages_total: null,
    attempt: 0,
    completed_at: null,
  })
  await enqueue(queue, held)
  return events
}

function first(events: readonly ProcessingEvent[]): ProcessingEvent {
  const [event] = events
  if (event === undefined) throw new Error('one draft gives one event')
  return event
}

import type { DocumentId, TenantId } from '../ids.ts'
import type { Trx } from '../documents/document-service.ts'
import type { JobOrigin } from '../telemetry/work-context.ts'

/** pg-boss's schema, and the queues in it. A document's job has the document's id as its `singleton_key`. */
export const QUEUE_SCHEMA = 'pgboss'
export const DOCUMENT_QUEUE = 'documents'
/** Jobs whose documents used up every attempt, for an operator to see; reprocessing the document takes them up again. */
export const DEAD_LETTERS = 'documents_dead'

export interface DocumentJob {
  readonly document_id: DocumentId
  readonly tenant_id: TenantId
  /** The request for which it was queued; the worker's lines and spans name it. */
  readonly origin?: JobOrigin
}

export interface EnqueueOptions {
  readonly priority?: number
  readonly startAfter?: Date
}

/** The document queue: pg-boss in the same PostgreSQL, so that a job is written in the transaction that needs it. */
export interface DocumentQueue {
  /**
   * Two statements in the caller's transaction (three when a job waits already: it then takes the new priority and
   * time). A document has at most one waiting job; it is not taken while another job of the document is active.
   */
  enqueue(trx: Trx, job: DocumentJob, options?: EnqueueOptions): Promise<void>
  /**
   * One statement that queues all of them, for a caller that sends it along with others. Its text is the same for any
   * number. A document for which a job waits already is passed over.
   */
  enqueueStatement(jobs: readonly QueuedJob[]): Promise<Statement>
  /** Wakes idle workers for jobs whose statements are committed. Without it they look within a second. */
  announce(): void
  /** Waiting and active: the worker that has it is told within `HEARTBEAT_SECONDS`. */
  cancel(trx: Trx, document: DocumentId): Promise<void>
  depth(): Promise<QueueDepth>
}

export interface QueuedJob {
  readonly job: DocumentJob
  readonly options?: EnqueueOptions
}

export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}

export interface QueueDepth {
  readonly waiting: number
  readonly active: number
  readonly dead: number
  /** Seconds since the oldest waiting job was due; null when none waits. */
  readonly oldestWaitingSeconds: number | null
}

/** What a worker's handler says of the job that it was given. */
export type JobOutcome = 'done' | 'dead'

/** `lost` is aborted when the job is no longer this worker's: cancelled, or taken again by another. */
export type JobHandler = (job: DocumentJob, lost: AbortSignal) => Promise<JobOutcome>

/** The worker's side. A handler that throws gets its job again after a pause. */
export interface JobSource {
  /** Each slot takes one job at a time, until `stop`. */
  consume(slots: number, handler: JobHandler): Promise<Consumption>
  /** Takes dead letters away, by the ids of their jobs. */
  dropDeadLetters(ids: readonly string[]): Promise<void>
}

export interface Consumption {
  /** Takes no further jobs; resolves when every handler has returned. */
  stop(): Promise<void>
}

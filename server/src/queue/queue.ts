import type { DocumentId, TenantId } from '../ids.ts'
import type { Trx } from '../documents/document-service.ts'

export interface DocumentJob {
  readonly document_id: DocumentId
  readonly tenant_id: TenantId
}

/** The document queue: pg-boss in the same PostgreSQL, so that a job is written in the transaction that needs it. */
export interface DocumentQueue {
  /** At most one live job a document. Higher priority first. */
  enqueue(trx: Trx, job: DocumentJob, options?: { readonly priority?: number; readonly startAfter?: Date }): Promise<void>
  cancel(trx: Trx, document: DocumentId): Promise<void>
  depth(): Promise<QueueDepth>
}

export interface QueueDepth {
  readonly waiting: number
  readonly active: number
  readonly dead: number
  /** Seconds since the oldest waiting job was queued; null when none waits. */
  readonly oldestWaitingSeconds: number | null
}

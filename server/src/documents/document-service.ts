import type { Transaction } from 'kysely'
import type { Database, ProcessingStage } from '../db/schema.ts'
import type { ErrorCode } from '../errors.ts'
import type { Actor, EventType, ProcessingEvent } from '../events.ts'
import type { DocumentId, RunId, TenantId } from '../ids.ts'
import type { SealedPassword } from '../passwords/passwords.ts'
import type { ExtractionResult } from '@ledger-lift/extraction'

export interface NewDocument {
  readonly tenant: TenantId
  readonly s3Key: string
  readonly originalFilename: string
  readonly contentType: string
  readonly fileSize: number
  readonly sha256: string | null
  /** Of the object as it was looked at. */
  readonly etag?: string
  readonly priority?: number
  readonly actor: Actor
}

export interface StartRun {
  readonly document: DocumentId
  readonly run: RunId
  readonly workerId: string
  readonly engineVersion: string
  readonly engineFingerprint: string
}

export interface PublishedRun {
  readonly document: DocumentId
  readonly run: RunId
  readonly result: ExtractionResult
  readonly resultKey: string
  readonly previewKeys: ReadonlyMap<number, string>
}

/**
 * The use cases that change a document. Each is one transaction for row, event and job; an illegal transition is
 * refused with `document.illegal_transition`, a write by a run that does not hold the lease with `processing.lease_lost`.
 */
export interface DocumentService {
  /** Row, DOCUMENT_UPLOADED event and job. `document.duplicate` with `existing_id` for a key registered before. */
  createDocument(input: NewDocument): Promise<DocumentRow>
  /** The general form: any legal transition with its event; what the named use cases below are made of. */
  updateProcessingStatus(change: StatusChange): Promise<ProcessingEvent>
  /** An event that changes no status: EXPORTED, MANUAL_REVIEW_STARTED. */
  recordEvent(event: NewEvent): Promise<ProcessingEvent>

  /** A worker takes the document: a new run holds the lease. A run that held it before is LOST, with its event. */
  startRun(start: StartRun): Promise<DocumentRow>
  /** `event`: whether this step is worth a line in the trail, too. */
  recordProgress(run: RunRef, progress: Progress, event?: boolean): Promise<void>
  /** Pages, artifacts (bulk), EXTRACTION_COMPLETED, PROCESSING_COMPLETED; the run published before is superseded. */
  publishRun(run: PublishedRun, actor: Actor): Promise<void>
  failRun(run: RunRef, failure: Failure, actor: Actor): Promise<void>
  retryRun(run: RunRef, failure: Failure, nextAttemptAt: Date, actor: Actor): Promise<void>
  /** Graceful stop: handed back, no attempt burnt. */
  releaseRun(run: RunRef, actor: Actor): Promise<void>
  /** FAILED and COMPLETED: queued again; the published run stays until the new one is published. */
  reprocess(
    tenant: TenantId,
    document: DocumentId,
    actor: Actor,
    password?: SealedPassword,
  ): Promise<DocumentRow>
  /**
   * PURGE_REQUESTED, rows deleted, objects listed for deletion, PURGED; the trail stays as the tombstone. False, and
   * nothing done: under the lock `still` found it otherwise.
   */
  purge(
    tenant: TenantId,
    document: DocumentId,
    actor: Actor,
    still?: (trx: Trx) => Promise<boolean>,
  ): Promise<boolean>
}

export interface RunRef {
  readonly document: DocumentId
  readonly run: RunId
}

export interface Progress {
  readonly stage: ProcessingStage
  readonly pagesDone: number
  readonly pagesTotal: number | null
}

export interface Failure {
  readonly code: ErrorCode
  readonly message: string
}

export interface NewEvent {
  readonly document: DocumentId
  readonly type: EventType
  readonly message: string
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly run?: RunId
  readonly actor: Actor
}

/** PROCESSING needs a lease, so `startRun` alone leads there; COMPLETED needs a result: `publishRun`. */
export type StatusChange = NewEvent &
  (
    | { readonly to: 'UPLOADED' }
    | { readonly to: 'FAILED'; readonly failure: Failure }
    | { readonly to: 'RETRYING'; readonly failure: Failure; readonly nextAttemptAt: Date }
  )

/** The row as it is read; `file_size` is a number (the pool parses bigint). */
export type DocumentRow = import('kysely').Selectable<Database['documents']>

export type Trx = Transaction<Database>

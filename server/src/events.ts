import type { DocumentId, EventId, RunId, TenantId } from './ids.ts'

export const PROCESSING_STATUSES = ['UPLOADED', 'PROCESSING', 'COMPLETED', 'FAILED', 'RETRYING'] as const
export type ProcessingStatus = (typeof PROCESSING_STATUSES)[number]

export const EVENT_TYPES = [
  'DOCUMENT_UPLOADED',
  'PROCESSING_STARTED',
  'PROCESSING_PROGRESS',
  'EXTRACTION_COMPLETED',
  'PROCESSING_COMPLETED',
  'PROCESSING_FAILED',
  'RETRY_SCHEDULED',
  'PROCESSING_RELEASED',
  'REPROCESS_REQUESTED',
  'MANUAL_REVIEW_STARTED',
  'EXPORTED',
  'READ',
  'LEGAL_HOLD_PLACED',
  'LEGAL_HOLD_RELEASED',
  'PURGE_REQUESTED',
  'PURGED',
] as const
export type EventType = (typeof EVENT_TYPES)[number]

/** Who did it: `user:…`, `worker:HOST/PID`, `system`, `cli:USER`, `local` (the embedded mode's one user). */
export type Actor = string & { readonly __actor?: never }

/** One line of a document's audit trail, as it is hashed and stored. Holds hashes and figures, never file content. */
export interface ProcessingEvent {
  readonly id: EventId
  readonly tenant_id: TenantId
  readonly document_id: DocumentId
  readonly run_id: RunId | null
  /** 1, 2, 3 … without a gap, per document. */
  readonly sequence: number
  readonly event_type: EventType
  readonly message: string
  readonly event_metadata: Readonly<Record<string, unknown>>
  readonly from_status: ProcessingStatus | null
  readonly to_status: ProcessingStatus | null
  readonly actor: Actor
  /** RFC 3339, UTC, milliseconds: as it was hashed. */
  readonly created_at: string
  /** Hash of the event before; 64 zeros for the first. */
  readonly prev_hash: string
  /** SHA-256, hex, of the canonical JSON (RFC 8785) of all the fields above, `prev_hash` included. */
  readonly hash: string
}

/** The state machine. Anything not listed is refused with `document.illegal_transition`. */
export const TRANSITIONS: Readonly<Record<ProcessingStatus, readonly ProcessingStatus[]>> = {
  UPLOADED: ['PROCESSING', 'FAILED'],
  PROCESSING: ['COMPLETED', 'FAILED', 'RETRYING'],
  RETRYING: ['PROCESSING', 'FAILED'],
  COMPLETED: ['UPLOADED'],
  FAILED: ['UPLOADED'],
}

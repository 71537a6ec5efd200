import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { Artifact, BoundingBox, Note, TextSource } from '@ledger-lift/extraction'
import type { ErrorCode } from '../errors.ts'
import type { EventType, ProcessingStatus } from '../events.ts'
import type { Role } from '../role.ts'
import type { ApiKeyId, DocumentId, EventId, RunId, TenantId } from '../ids.ts'

/** What the tables hold; `migrations/` makes them, and a test compares the two. Instants come back as Date. */
export interface Database {
  audit_trails: AuditTrails
  documents: Documents
  processing_runs: ProcessingRuns
  processing_events: ProcessingEvents
  pages: Pages
  artifacts: Artifacts
  kept_batches: KeptBatches
  document_passwords: DocumentPasswords
  multipart_uploads: MultipartUploads
  pending_deletions: PendingDeletions
  idempotency_keys: IdempotencyKeys
  workers: Workers
  backups: Backups
  schema_changes: SchemaChanges
  tenants: Tenants
  api_keys: ApiKeys
  sessions: Sessions
  meters: Meters
  audit_checkpoints: AuditCheckpoints
  audit_leaves: AuditLeaves
  audit_nodes: AuditNodes
  legal_holds: LegalHolds
  retention_policies: RetentionPolicies
  webhooks: Webhooks
  webhook_deliveries: WebhookDeliveries
}

type Instant = ColumnType<Date, Date | string, Date | string>
type DueAt = ColumnType<Date, Date | string | undefined, Date | string>
type CreatedAt = ColumnType<Date, Date | string | undefined, never>

/** The head of a document's chain of events. It stays as the tombstone when the document is purged. */
interface AuditTrails {
  document_id: DocumentId
  tenant_id: TenantId
  last_sequence: number
  last_hash: string
  /** Events of one document are at least a millisecond apart, so that time orders them as `sequence` does. */
  last_event_at: Instant
  /** SHA-256 of the source, as soon as it is known. */
  source_sha256: string | null
  purged_at: Instant | null
  /** The last event that a checkpoint covers. */
  anchored_sequence: Generated<number>
}

/** Of all tenants: a root says nothing of what is under it. Append-only but for where it was written to. */
interface AuditCheckpoints {
  number: number
  tree_size: number
  root: string
  previous: string | null
  created_at: Instant
  key_id: string
  signature: string
  /** In the object store; null: not yet. */
  stored_at: Instant | null
  /** In the second place, where one is configured. */
  second_stored_at: Instant | null
}

/** Where a trail ended when a checkpoint looked at it. Append-only. */
interface AuditLeaves {
  position: number
  checkpoint: number
  document_id: DocumentId
  sequence: number
  hash: string
}

/** A document that has one cannot be deleted: the foreign key has no CASCADE. */
interface LegalHolds {
  document_id: DocumentId
  tenant_id: TenantId
  /** Of the case: stays in the trail. */
  reference: string
  placed_by: string
  placed_at: Instant
}

/** Of tenants that have their own. */
interface RetentionPolicies {
  tenant_id: TenantId
  /** Null: documents are kept. */
  days: number | null
  changed_by: string
  changed_at: Instant
}

interface Webhooks {
  id: string
  tenant_id: TenantId
  url: string
  /** Types of events. */
  events: JSONColumnType<readonly string[], string, never>
  /** Encrypted where a key is configured: `webhooks/secrets.ts`. */
  secret: string
  /** Signs beside the other until then. */
  previous_secret: string | null
  previous_until: Instant | null
  created_by: string
  created_at: CreatedAt
  disabled_at: Instant | null
}

/** Written by a trigger with each event that a webhook listens to. */
interface WebhookDeliveries {
  /** `webhook-id`. */
  id: string
  tenant_id: TenantId
  webhook_id: string
  event_type: string
  event_at: Instant
  data: JSONColumnType<Record<string, unknown>, string, never>
  state: Generated<'pending' | 'delivered' | 'dead'>
  attempts: Generated<number>
  last_status: number | null
  last_error: string | null
  created_at: CreatedAt
  /** Also until when one that is being sent is left alone. */
  next_attempt_at: DueAt
  delivered_at: Instant | null
}

/** Complete subtrees of the log. Append-only. */
interface AuditNodes {
  level: number
  position: number
  hash: string
}

interface Documents {
  id: DocumentId
  tenant_id: TenantId
  s3_key: string
  original_filename: string
  content_type: string
  file_size: number
  /** Registered by the caller or, where it was not, found while the bytes were first read. */
  sha256_hash: string | null
  /** Of the object that was registered, until its hash is known: what the store gives later must be that one. */
  upload_etag: string | null
  processing_status: ProcessingStatus
  error_code: ErrorCode | null
  error_message: string | null
  page_count: number | null
  stage: Generated<ProcessingStage>
  pages_done: Generated<number>
  pages_total: number | null
  /** Attempts used since the document was last queued. */
  attempt: Generated<number>
  priority: Generated<number>
  /** When the next attempt is due, while RETRYING. */
  next_attempt_at: Instant | null
  /** The run that may write: the lease token. Null when nobody works on it. */
  leased_run_id: RunId | null
  published_run_id: RunId | null
  created_by: string
  created_at: CreatedAt
  updated_at: Instant
  completed_at: Instant | null
}

export type ProcessingStage = 'queued' | 'fetching' | 'extracting' | 'keeping' | 'done'

export type RunStatus = 'RUNNING' | 'PUBLISHED' | 'SUPERSEDED' | 'FAILED' | 'LOST' | 'RELEASED'

/** One attempt. Its id is the lease token: a worker writes only while `documents.leased_run_id` is its run. */
interface ProcessingRuns {
  id: RunId
  document_id: DocumentId
  tenant_id: TenantId
  attempt: number
  status: RunStatus
  worker_id: string
  engine_version: string
  engine_fingerprint: string
  result_hash: string | null
  result_key: string | null
  page_count: number | null
  notes: JSONColumnType<readonly Note[], string | undefined, string>
  error_code: ErrorCode | null
  error_message: string | null
  started_at: Instant
  finished_at: Instant | null
}

/** Append-only: a trigger refuses UPDATE, DELETE and TRUNCATE. */
interface ProcessingEvents {
  id: EventId
  tenant_id: TenantId
  document_id: DocumentId
  run_id: RunId | null
  sequence: number
  event_type: EventType
  message: string
  event_metadata: JSONColumnType<Record<string, unknown>, string, never>
  from_status: ProcessingStatus | null
  to_status: ProcessingStatus | null
  actor: string
  created_at: Instant
  prev_hash: string
  hash: string
}

interface Pages {
  run_id: RunId
  document_id: DocumentId
  tenant_id: TenantId
  number: number
  width: number
  height: number
  rotation: number
  text_source: TextSource
  notes: JSONColumnType<readonly Note[], string, never>
  preview_key: string | null
}

interface Artifacts {
  run_id: RunId
  /** `p1-table-1`: unique within its run. */
  id: string
  document_id: DocumentId
  tenant_id: TenantId
  /** Reading order within the run, from 0. */
  ordinal: number
  type: Artifact['type']
  page: number
  bbox: JSONColumnType<BoundingBox, string, never>
  confidence: number
  engine: string
  /** The artifact as in the result. */
  content: JSONColumnType<Artifact, string, never>
  /** The object that holds it: the run's result. */
  s3_key: string
}

/** Batches of pages that an earlier attempt finished under the same engine. */
interface KeptBatches {
  document_id: DocumentId
  tenant_id: TenantId
  engine_fingerprint: string
  first_page: number
  last_page: number
  key: string
  created_at: CreatedAt
}

/** Passwords on their way to a worker, by the `s3_key` of their document. */
interface DocumentPasswords {
  s3_key: string
  tenant_id: TenantId
  /** The object with the key that opens `sealed`. */
  key_object: string
  sealed: string
  created_at: CreatedAt
}

interface MultipartUploads {
  id: string
  tenant_id: TenantId
  key: string
  store_upload_id: string
  content_type: string
  file_size: number
  part_size: number
  created_at: CreatedAt
  expires_at: Instant
  completed_at: Instant | null
}

/** Objects that are to go: written with the change that lets them go, emptied by the worker. */
interface PendingDeletions {
  id: Generated<number>
  tenant_id: TenantId
  document_id: DocumentId | null
  /** A whole key, or a prefix when it ends with `/`. */
  key: string
  reason: 'purge' | 'superseded' | 'abandoned' | 'work_done' | 'stale_upload'
  created_at: CreatedAt
  attempts: Generated<number>
  last_error: string | null
}

interface IdempotencyKeys {
  tenant_id: TenantId
  key: string
  /** `POST /v1/documents` */
  route: string
  /** SHA-256 of the canonical JSON of the body. */
  request_hash: string
  response_status: number | null
  response_body: JSONColumnType<Record<string, unknown>, string | null, string> | null
  created_at: CreatedAt
}

interface Workers {
  id: string
  host: string
  pid: number
  version: string
  concurrency: number
  started_at: Instant
  last_seen_at: Instant
}

/** Limits are null where the configured ones hold; jobs at a time are then limited by the workers alone. */
interface Tenants {
  id: TenantId
  name: string
  requests_per_minute: number | null
  documents_per_day: number | null
  bytes_per_day: number | null
  concurrent_jobs: number | null
  created_at: CreatedAt
}

interface ApiKeys {
  id: ApiKeyId
  tenant_id: TenantId
  name: string
  prefix: string
  /** SHA-256 of the whole key. */
  hash: string
  role: Role
  /** Fewer permissions than the role's. */
  scopes: JSONColumnType<readonly string[], string | null, never> | null
  requests_per_minute: number | null
  created_at: CreatedAt
  created_by: string
  expires_at: Instant | null
  /** Within a minute. */
  last_used_at: Instant | null
  revoked_at: Instant | null
}

/** Sign-ins of browsers, and links that give one. */
interface Sessions {
  prefix: string
  hash: string
  kind: 'link' | 'session'
  tenant_id: TenantId
  /** The key behind it, with which it ends. */
  api_key_id: ApiKeyId | null
  actor: string
  role: Role
  scopes: JSONColumnType<readonly string[], string, never>
  created_at: CreatedAt
  expires_at: Instant
}

/** Backups that were made, for the alert that none was. */
interface Backups {
  id: string
  location: string
  bytes: number
  row_count: number
  object_count: number
  begun_at: Instant
  finished_at: Instant
}

/** What of a limit was given out in a window of time. */
interface Meters {
  tenant_id: TenantId
  subject: string
  window_start: Instant
  used: number
}

/** Which migrations were applied, kept by `migrate.ts`: a program reads here what a newer one did. */
interface SchemaChanges {
  name: string
  breaking: boolean
  applied_at: CreatedAt
}

import type { Selectable } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { Document, Event } from './contract.ts'
import type { DocumentRow } from './document-service.ts'

/** The row as the API gives it. */
export function presentDocument(row: DocumentRow): Document {
  return {
    id: row.id,
    s3_key: row.s3_key,
    original_filename: row.original_filename,
    content_type: row.content_type,
    file_size: row.file_size,
    sha256_hash: row.sha256_hash,
    processing_status: row.processing_status,
    error_code: row.error_code,
    error_message: row.error_message,
    page_count: row.page_count,
    progress: { stage: row.stage, pages_done: row.pages_done, pages_total: row.pages_total },
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    completed_at: row.completed_at?.toISOString() ?? null,
  }
}

export function presentEvent(row: Selectable<Database['processing_events']>): Event {
  return {
    id: row.id,
    tenant_id: row.tenant_id,
    document_id: row.document_id,
    run_id: row.run_id,
    sequence: row.sequence,
    event_type: row.event_type,
    message: row.message,
    event_metadata: row.event_metadata,
    from_status: row.from_status,
    to_status: row.to_status,
    actor: row.actor,
    created_at: row.created_at.toISOString(),
    hash: row.hash,
    prev_hash: row.prev_hash,
  }
}

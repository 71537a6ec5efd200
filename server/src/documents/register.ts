import type { Insertable, Kysely } from 'kysely'
import { fold, type SqlStatement } from '../db/fold.ts'
import type { Database } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import { newId, type DocumentId } from '../ids.ts'
import type { DocumentQueue } from '../queue/queue.ts'
import type { DocumentRow, NewDocument } from './document-service.ts'
import { beginning, sealEvents } from './trail.ts'

export interface RegisterDeps {
  readonly db: Kysely<Database>
  readonly queue: Pick<DocumentQueue, 'enqueueStatement' | 'announce'>
  readonly clock: () => Date
}

/**
 * Trail, row, DOCUMENT_UPLOADED event and job in one statement: it is the call that has to keep up with uploads.
 * Throws document.duplicate with `existing_id`.
 */
export async function registerDocument(deps: RegisterDeps, input: NewDocument): Promise<DocumentRow> {
  const row = newRow(input, deps.clock())
  const [event] = sealEvents(
    beginning(row.tenant_id, row.id),
    [
      {
        type: 'DOCUMENT_UPLOADED',
        message: 'Registered and queued',
        metadata: { content_type: row.content_type, file_size: row.file_size, sha256: row.sha256_hash },
        actor: input.actor,
        change: { from: null, to: 'UPLOADED' },
      },
    ],
    row.created_at,
  )
  if (event === undefined) throw new Error('one draft gives one event')
  const trail = {
    document_id: row.id,
    tenant_id: row.tenant_id,
    last_sequence: event.sequence,
    last_hash: event.hash,
    last_event_at: event.created_at,
    source_sha256: row.sha256_hash,
  }
  const job = await deps.queue.enqueueStatement(
    { document_id: row.id, tenant_id: row.tenant_id },
    { priority: row.priority },
  )
  const statement = fold(
    {
      trail: insertion('audit_trails', trail),
      document: insertion('documents', row),
      event: insertion('processing_events', {
        ...event,
        event_metadata: JSON.stringify(event.event_metadata),
      }),
    },
    job,
  )
  await deps.db.executeQuery(statement).catch((error: unknown) => explain(error, deps.db, input))
  deps.queue.announce()
  return row
}

/** The row as the table's defaults make it; the statement that inserts it has no room to give it back. */
function newRow(input: NewDocument, now: Date): DocumentRow {
  return {
    id: newId<DocumentId>(),
    tenant_id: input.tenant,
    s3_key: input.s3Key,
    original_filename: input.originalFilename,
    content_type: input.contentType,
    file_size: input.fileSize,
    sha256_hash: input.sha256,
    processing_status: 'UPLOADED',
    error_code: null,
    error_message: null,
    page_count: null,
    stage: 'queued',
    pages_done: 0,
    pages_total: null,
    attempt: 0,
    priority: input.priority ?? 0,
    next_attempt_at: null,
    leased_run_id: null,
    published_run_id: null,
    created_by: input.actor,
    created_at: now,
    updated_at: now,
    completed_at: null,
  }
}

function insertion<Table extends keyof Database>(
  table: Table,
  row: Readonly<Insertable<Database[Table]>>,
): SqlStatement {
  const columns = Object.keys(row)
  const places = columns.map((_, index) => `$${index + 1}`)
  return {
    text: `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')})`,
    values: Object.values(row),
  }
}

async function explain(error: unknown, db: Kysely<Database>, input: NewDocument): Promise<never> {
  const taken = error instanceof Error && 'constraint' in error && error.constraint === 'documents_s3_key_key'
  if (!taken) throw error
  const existing = await db
    .selectFrom('documents')
    .select('id')
    .where('tenant_id', '=', input.tenant)
    .where('s3_key', '=', input.s3Key)
    .executeTakeFirst()
  const detail = 'A document was registered with this s3_key before. Use that one, or upload again.'
  throw new AppError('document.duplicate', detail, {
    cause: error,
    context: { existing_id: existing?.id ?? null },
  })
}

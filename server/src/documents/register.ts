import type { Kysely } from 'kysely'
import { fold, type SqlStatement } from '../db/fold.ts'
import { inBatches } from '../db/in-batches.ts'
import { asTenant } from '../db/tenancy.ts'
import type { Database } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import { newId, type DocumentId, type TenantId } from '../ids.ts'
import type { DocumentQueue } from '../queue/queue.ts'
import { jobOrigin, type JobOrigin } from '../telemetry/work-context.ts'
import type { DocumentRow, NewDocument } from './document-service.ts'
import { beginning, sealEvents } from './trail.ts'

export interface RegistrarDeps {
  readonly db: Kysely<Database>
  readonly queue: Pick<DocumentQueue, 'enqueueStatement' | 'announce'>
  readonly clock: () => Date
}

/** One statement under way makes the next batch large: PostgreSQL spends .29 ms a document, with two under way .42. */
const LIMITS = { most: 100, atOnce: 1 }

/**
 * Trail, row, DOCUMENT_UPLOADED event and job: one statement for all that are registered at a time, since this is the
 * call that has to keep up with uploads. Throws document.duplicate with `existing_id`.
 */
export function createRegistrar({
  db,
  queue,
  clock,
}: RegistrarDeps): (input: NewDocument) => Promise<DocumentRow> {
  const save = (tenant: TenantId) =>
    inBatches<Registration>(async (batch) => {
      await asTenant(tenant, async () => db.executeQuery(await insertion(batch, queue)))
      queue.announce()
    }, LIMITS)
  // A statement is of one tenant, so each has batches of its own.
  const savers = new Map<TenantId, ReturnType<typeof save>>()
  const saverOf = (tenant: TenantId) => {
    const saver = savers.get(tenant) ?? save(tenant)
    savers.set(tenant, saver)
    return saver
  }
  return async (input) => {
    const registration = register(input, clock())
    await saverOf(input.tenant)(registration).catch((error: unknown) => explain(error, db, input))
    return registration.document
  }
}

/** What is written of one document, together. */
interface Registration {
  readonly origin: JobOrigin | undefined
  readonly document: DocumentRow
  readonly event: ReturnType<typeof sealEvents>[number]
}

function register(input: NewDocument, now: Date): Registration {
  const document = newRow(input, now)
  const { content_type, file_size, sha256_hash } = document
  const [event] = sealEvents(
    beginning(document.tenant_id, document.id),
    [
      {
        type: 'DOCUMENT_UPLOADED',
        message: 'Registered and queued',
        metadata: { content_type, file_size, sha256: sha256_hash },
        actor: input.actor,
        change: { from: null, to: 'UPLOADED' },
      },
    ],
    now,
  )
  if (event === undefined) throw new Error('one draft gives one event')
  return { origin: jobOrigin(), document, event }
}

/** The row as the table's defaults would make it. */
function newRow(input: NewDocument, now: Date): DocumentRow {
  return {
    id: newId<DocumentId>(),
    tenant_id: input.tenant,
    s3_key: input.s3Key,
    original_filename: input.originalFilename,
    content_type: input.contentType,
    file_size: input.fileSize,
    sha256_hash: input.sha256,
    upload_etag: input.sha256 === null ? (input.etag ?? null) : null,
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

/** In order of keys, so that two batches with the same keys wait for each other and do not deadlock. */
async function insertion(batch: readonly Registration[], queue: RegistrarDeps['queue']) {
  const sorted = batch.toSorted((a, b) => (a.document.s3_key < b.document.s3_key ? -1 : 1))
  const jobs = sorted.map(({ origin, document: { id, tenant_id, priority } }) => ({
    job: { document_id: id, tenant_id, ...(origin && { origin }) },
    options: { priority },
  }))
  return fold(
    {
      sealed: recordset('processing_events', EVENT_COLUMNS, JSON.stringify(sorted.map(({ event }) => event))),
      trails: TRAILS,
      events: EVENTS,
      rows: insertDocuments(sorted.map(({ document }) => document)),
    },
    await queue.enqueueStatement(jobs),
  )
}

/** One text for any number of rows, so that it is prepared once. */
const recordset = (table: keyof Database, columns: readonly string[], rows: string): SqlStatement => ({
  text: `SELECT ${columns.join(', ')} FROM json_populate_recordset(NULL::${table}, $1::text::json)`,
  values: [rows],
})

const EVENT_COLUMNS = [
  ...['id', 'tenant_id', 'document_id', 'sequence', 'event_type', 'message', 'event_metadata'],
  ...['to_status', 'actor', 'created_at', 'prev_hash', 'hash'],
]

const EVENTS: SqlStatement = {
  text: `INSERT INTO processing_events (${EVENT_COLUMNS.join(', ')}) SELECT * FROM sealed`,
  values: [],
}

/** The head of each trail is the event that begins it. */
const TRAILS: SqlStatement = {
  text: `INSERT INTO audit_trails (document_id, tenant_id, last_sequence, last_hash, last_event_at, source_sha256)
    SELECT document_id, tenant_id, sequence, hash, created_at, event_metadata ->> 'sha256' FROM sealed`,
  values: [],
}

/** What a new document has of its own; the rest are the table's defaults. */
const DOCUMENT_COLUMNS = [
  ...[
    'id',
    'tenant_id',
    's3_key',
    'original_filename',
    'content_type',
    'file_size',
    'sha256_hash',
    'upload_etag',
  ],
  ...['processing_status', 'priority', 'created_by', 'created_at', 'updated_at'],
]

const written = (row: DocumentRow) => ({
  ...{ id: row.id, tenant_id: row.tenant_id, s3_key: row.s3_key, original_filename: row.original_filename },
  ...{ content_type: row.content_type, file_size: row.file_size, sha256_hash: row.sha256_hash },
  ...{ upload_etag: row.upload_etag, processing_status: row.processing_status, priority: row.priority },
  ...{ created_by: row.created_by, created_at: row.created_at, updated_at: row.updated_at },
})

function insertDocuments(documents: readonly DocumentRow[]): SqlStatement {
  const { text, values } = recordset('documents', DOCUMENT_COLUMNS, JSON.stringify(documents.map(written)))
  return { text: `INSERT INTO documents (${DOCUMENT_COLUMNS.join(', ')}) ${text}`, values }
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

import { sql, type Kysely, type Selectable } from 'kysely'
import type { Database } from '../db/schema.ts'
import { AppError } from '../errors.ts'
import type { ProcessingStatus } from '../events.ts'
import { parseId, type DocumentId, type TenantId } from '../ids.ts'
import type { DocumentRow } from './document-service.ts'

export const noDocument = (id: string): AppError =>
  new AppError('document.not_found', `There is no document ${JSON.stringify(id.slice(0, 64))}.`)

/** Throws document.not_found for what is no id at all. */
export function documentId(text: string): DocumentId {
  const id = parseId<DocumentId>(text)
  if (id === null) throw noDocument(text)
  return id
}

/** Throws document.not_found. */
export async function readDocument(
  db: Kysely<Database>,
  tenant: TenantId,
  id: DocumentId,
): Promise<DocumentRow> {
  const row = await db
    .selectFrom('documents')
    .selectAll()
    .where('id', '=', id)
    .where('tenant_id', '=', tenant)
    .executeTakeFirst()
  if (row === undefined) throw noDocument(id)
  return row
}

/** Of whichever tenant, for whoever has the database. Throws document.not_found. */
export async function anyDocument(db: Kysely<Database>, id: DocumentId): Promise<DocumentRow> {
  const row = await db.selectFrom('documents').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw noDocument(id)
  return row
}

export interface DocumentFilter {
  readonly status?: ProcessingStatus | undefined
  /** Part of the filename, in any case. */
  readonly filename?: string | undefined
  readonly createdAfter?: Date | undefined
  /** The last one seen: microseconds since 1970, and id. */
  readonly after?: readonly [created: number, id: string] | undefined
}

/** A Date has milliseconds, a column has microseconds. */
export type ListedDocument = DocumentRow & { readonly created_microseconds: number }

/** Newest first. */
export function listDocuments(
  db: Kysely<Database>,
  tenant: TenantId,
  { status, filename, createdAfter, after }: DocumentFilter,
  limit: number,
): Promise<ListedDocument[]> {
  return db
    .selectFrom('documents')
    .selectAll()
    .select(sql<number>`(extract(epoch FROM created_at) * 1000000)::bigint`.as('created_microseconds'))
    .where('tenant_id', '=', tenant)
    .$if(status !== undefined, (query) => query.where('processing_status', '=', status ?? 'UPLOADED'))
    .$if(filename !== undefined, (query) =>
      query.where('original_filename', 'ilike', containing(filename ?? '')),
    )
    .$if(createdAfter !== undefined, (query) => query.where('created_at', '>', createdAfter ?? new Date()))
    .$if(after !== undefined, (query) =>
      query.where(
        sql<boolean>`(created_at, id) < ('epoch'::timestamptz + ${after?.[0]} * interval '1 microsecond', ${after?.[1]}::uuid)`,
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

const containing = (text: string) => `%${text.replace(/[\\%_]/g, String.raw`\$&`)}%`

/** The trail, oldest first; it outlives the document. Throws document.not_found when there never was one. */
export async function listEvents(
  db: Kysely<Database>,
  tenant: TenantId,
  id: DocumentId,
  after: number,
  limit: number,
): Promise<Selectable<Database['processing_events']>[]> {
  const events = await db
    .selectFrom('processing_events')
    .selectAll()
    .where('document_id', '=', id)
    .where('tenant_id', '=', tenant)
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(limit)
    .execute()
  if (events.length === 0 && after === 0) throw noDocument(id)
  return events
}

/** Whose document it is or was. Throws document.not_found. */
export async function readTrailTenant(db: Kysely<Database>, id: DocumentId): Promise<TenantId> {
  const trail = await db
    .selectFrom('audit_trails')
    .select('tenant_id')
    .where('document_id', '=', id)
    .executeTakeFirst()
  if (trail === undefined) throw noDocument(id)
  return trail.tenant_id
}

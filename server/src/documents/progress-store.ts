import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { DocumentId, TenantId } from '../ids.ts'
import type { Snapshot, StatusStep } from './progress-messages.ts'

/** One query for all that are watched. What never was is not in the map. */
export async function readSnapshots(
  db: Kysely<Database>,
  ids: readonly DocumentId[],
): Promise<Map<DocumentId, Snapshot>> {
  const rows = await db
    .selectFrom('audit_trails as trail')
    .leftJoin('documents as document', 'document.id', 'trail.document_id')
    .select([
      'trail.document_id',
      'trail.last_sequence',
      'document.processing_status',
      'document.error_code',
      'document.error_message',
      'document.page_count',
      'document.updated_at',
      'document.stage',
      'document.pages_done',
      'document.pages_total',
    ])
    .where('trail.document_id', 'in', ids)
    .execute()
  return new Map(
    rows.map((row) => {
      const { processing_status, updated_at, stage, pages_done, pages_total } = row
      const { error_code, error_message, page_count } = row
      const state =
        processing_status === null || updated_at === null || stage === null || pages_done === null
          ? null
          : {
              ...{ processing_status, error_code, error_message, page_count },
              updated_at: updated_at.toISOString(),
              progress: { stage, pages_done, pages_total },
            }
      return [row.document_id, { sequence: row.last_sequence, state }]
    }),
  )
}

/** The changes of status of one document after an event of its trail. */
export async function readSteps(db: Kysely<Database>, id: DocumentId, after: number): Promise<StatusStep[]> {
  const rows = await db
    .selectFrom('processing_events')
    .select(['sequence', 'to_status', 'created_at'])
    .where('document_id', '=', id)
    .where('sequence', '>', after)
    .where('to_status', 'is not', null)
    .whereRef('to_status', 'is distinct from', 'from_status')
    .orderBy('sequence')
    .execute()
  return rows.flatMap(({ sequence, to_status, created_at }) =>
    to_status === null ? [] : [{ sequence, status: to_status, at: created_at.toISOString() }],
  )
}

export async function isKnown(db: Kysely<Database>, tenant: TenantId, id: DocumentId): Promise<boolean> {
  const row = await db
    .selectFrom('audit_trails')
    .select('document_id')
    .where('document_id', '=', id)
    .where('tenant_id', '=', tenant)
    .executeTakeFirst()
  return row !== undefined
}

import { sql, type Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { DocumentService } from '../documents/document-service.ts'
import { AppError } from '../errors.ts'
import type { DocumentId, TenantId } from '../ids.ts'

export interface RetentionDeps {
  readonly db: Kysely<Database>
  readonly documents: Pick<DocumentService, 'purge'>
  /** For tenants that have no number of their own; undefined: their documents are kept. */
  readonly days: number | undefined
  readonly clock?: () => Date
}

const AT_ONCE = 100

/** Purges finished documents that are older than their tenant keeps them and under no legal hold. Gives how many. */
export async function purgeExpired(deps: RetentionDeps, signal?: AbortSignal): Promise<number> {
  for (let purged = 0; ;) {
    const expired = await expiredDocuments(deps)
    for (const { id, tenant_id } of expired) {
      signal?.throwIfAborted()
      await deps.documents.purge(tenant_id, id, 'system:retention').catch(ignoreOvertaken)
      purged++
    }
    if (expired.length < AT_ONCE) return purged
  }
}

async function expiredDocuments({ db, days, clock = () => new Date() }: RetentionDeps) {
  const { rows } = await sql<{ id: DocumentId; tenant_id: TenantId }>`
    SELECT document.id, document.tenant_id FROM documents document
    LEFT JOIN retention_policies policy USING (tenant_id)
    WHERE document.processing_status IN ('COMPLETED', 'FAILED')
      AND document.created_at < ${clock().toISOString()}::timestamptz
        - make_interval(days => CASE WHEN policy.tenant_id IS NULL THEN ${days ?? null}::integer ELSE policy.days END)
      AND NOT EXISTS (SELECT FROM legal_holds WHERE document_id = document.id)
    ORDER BY document.created_at LIMIT ${AT_ONCE}`.execute(db)
  return rows
}

/** Somebody else purged it, or put it under a hold, in between. */
function ignoreOvertaken(error: unknown): void {
  const overtaken = ['document.not_found', 'document.legal_hold']
  if (!(error instanceof AppError && overtaken.includes(error.code))) throw error
}

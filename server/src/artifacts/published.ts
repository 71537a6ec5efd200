import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { noDocument } from '../documents/queries.ts'
import { AppError } from '../errors.ts'
import type { ProcessingStatus } from '../events.ts'
import type { DocumentId, RunId, TenantId } from '../ids.ts'

/** The run whose result is shown. */
export interface PublishedRun {
  readonly id: RunId
  readonly document: DocumentId
  readonly filename: string
  readonly resultKey: string
  readonly resultHash: string
}

/** Throws document.not_found, or document.not_ready when nothing has been published yet. */
export async function publishedRun(
  db: Kysely<Database>,
  tenant: TenantId,
  id: DocumentId,
): Promise<PublishedRun> {
  const row = await db
    .selectFrom('documents')
    .leftJoin('processing_runs', 'processing_runs.id', 'documents.published_run_id')
    .select([
      'documents.original_filename',
      'documents.processing_status',
      'documents.error_message',
      'processing_runs.id as run_id',
      'processing_runs.result_key',
      'processing_runs.result_hash',
    ])
    .where('documents.id', '=', id)
    .where('documents.tenant_id', '=', tenant)
    .executeTakeFirst()
  if (row === undefined) throw noDocument(id)
  const { run_id, result_key, result_hash } = row
  if (run_id === null || result_key === null || result_hash === null)
    throw notReady(row.processing_status, row.error_message)
  return {
    id: run_id,
    document: id,
    filename: row.original_filename,
    resultKey: result_key,
    resultHash: result_hash,
  }
}

function notReady(status: ProcessingStatus, reason: string | null): AppError {
  if (status === 'FAILED')
    return new AppError(
      'document.not_ready',
      `The document failed: ${reason ?? 'see its events'} Reprocess it to try again.`,
    )
  return new AppError('document.not_ready', `The document is ${status}; wait until it is COMPLETED.`, {
    retryAfter: 2,
  })
}

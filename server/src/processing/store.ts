import { sql, type Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { AppError, type ErrorCode } from '../errors.ts'
import type { DocumentId, TenantId } from '../ids.ts'
import type { Attempt } from './attempt.ts'

/** How the attempts at a document ended since it was last queued, the last first. Those handed back do not count. */
export async function earlierFailures(
  db: Kysely<Database>,
  { document, row }: Attempt,
): Promise<ErrorCode[]> {
  const runs = await db
    .selectFrom('processing_runs')
    .select(['error_code', 'status'])
    .where('document_id', '=', document)
    .where('status', 'in', ['FAILED', 'LOST'])
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(Math.max(0, row.attempt - 1))
    .execute()
  return runs.map(({ error_code }) => error_code ?? 'processing.worker_lost')
}

/** Rejects with processing.lease_lost when the run does not hold the lease any more. */
export async function insertKeptBatch(
  db: Kysely<Database>,
  attempt: Attempt,
  pages: readonly number[],
  key: string,
): Promise<void> {
  const { document, run, fingerprint } = attempt
  const { rows } = await sql`
    WITH lease AS (
      SELECT id, tenant_id FROM documents WHERE id = ${document} AND leased_run_id = ${run} FOR SHARE
    ), kept AS (
      INSERT INTO kept_batches (document_id, tenant_id, engine_fingerprint, first_page, last_page, key)
      SELECT id, tenant_id, ${fingerprint}, ${pages[0] ?? 0}, ${pages.at(-1) ?? 0}, ${key} FROM lease
      ON CONFLICT DO NOTHING
    )
    SELECT FROM lease`.execute(db)
  if (rows.length === 0) throw leaseLost()
}

/** A layout is kept among the batches, as that of page 0. */
export const LAYOUT_PAGES = [0]

export async function keptLayoutKey(
  db: Kysely<Database>,
  { document, fingerprint }: Attempt,
): Promise<string | null> {
  const row = await db
    .selectFrom('kept_batches')
    .select('key')
    .where('document_id', '=', document)
    .where('engine_fingerprint', '=', fingerprint)
    .where('first_page', '=', 0)
    .executeTakeFirst()
  return row?.key ?? null
}

export async function keptBatchKeys(
  db: Kysely<Database>,
  { document, fingerprint }: Attempt,
): Promise<string[]> {
  const rows = await db
    .selectFrom('kept_batches')
    .select('key')
    .where('document_id', '=', document)
    .where('engine_fingerprint', '=', fingerprint)
    .where('first_page', '>', 0)
    .orderBy('first_page')
    .execute()
  return rows.map(({ key }) => key)
}

/** Whatever engine made them. */
export async function allKeptBatchKeys(db: Kysely<Database>, { document }: Attempt): Promise<string[]> {
  const rows = await db.selectFrom('kept_batches').select('key').where('document_id', '=', document).execute()
  return rows.map(({ key }) => key)
}

/** The hash of the bytes, where none was registered: from now on they are compared with it. */
export async function recordSourceHash(
  db: Kysely<Database>,
  { document, run }: Attempt,
  sha256: string,
): Promise<void> {
  const { rows } = await sql`
    WITH lease AS (
      UPDATE documents SET sha256_hash = ${sha256}, updated_at = now()
      WHERE id = ${document} AND leased_run_id = ${run} RETURNING id
    ), trail AS (
      UPDATE audit_trails SET source_sha256 = ${sha256} WHERE document_id IN (SELECT id FROM lease)
    )
    SELECT FROM lease`.execute(db)
  if (rows.length === 0) throw leaseLost()
}

export async function documentStatus(db: Kysely<Database>, document: DocumentId) {
  return await db
    .selectFrom('documents')
    .select('processing_status')
    .where('id', '=', document)
    .executeTakeFirst()
}

/** The sweep takes them away; a key ending with `/` stands for all below it. */
export async function letObjectsGo(
  db: Kysely<Database>,
  tenant: TenantId,
  document: DocumentId,
  objects: readonly string[],
): Promise<void> {
  const rows = objects.map((key) => ({
    tenant_id: tenant,
    document_id: document,
    key,
    reason: 'abandoned' as const,
  }))
  await db.insertInto('pending_deletions').values(rows).execute()
}

const leaseLost = () => new AppError('processing.lease_lost', 'Another worker has this document now.')

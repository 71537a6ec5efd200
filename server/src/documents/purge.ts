import { sql } from 'kysely'
import { AppError } from '../errors.ts'
import type { Actor } from '../events.ts'
import type { DocumentId, TenantId } from '../ids.ts'
import { forgetPassword } from '../passwords/passwords.ts'
import { keys } from '../storage/keys.ts'
import { holdDocument, type HeldDocument } from './hold.ts'
import type { ServiceDeps } from './change.ts'
import type { Trx } from './document-service.ts'

interface Purge {
  readonly tenant: TenantId
  readonly document: DocumentId
  readonly actor: Actor
}

/**
 * The document is gone in every row but its trail, which holds hashes and figures only; its objects are listed for
 * deletion. A worker that has it finds its lease lost. False: nothing was done, for under the document's lock `still`
 * found it otherwise than the caller had.
 */
export function purgeDocument(
  deps: ServiceDeps,
  { tenant, document, actor }: Purge,
  still: (trx: Trx) => Promise<boolean> = () => Promise.resolve(true),
): Promise<boolean> {
  return holdDocument(
    deps,
    document,
    async (held) => {
      await assertNoHold(held)
      if (!(await still(held.trx))) return false
      await deps.queue.cancel(held.trx, document)
      const facts = await tombstone(held)
      await held.record(
        { type: 'PURGE_REQUESTED', message: 'Deletion was asked for', actor },
        { type: 'PURGED', message: 'Rows deleted, objects listed for deletion', metadata: facts, actor },
      )
      await listObjects(held)
      await forgetAnswers(held)
      await forgetPassword(held)
      await held.trx.deleteFrom('documents').where('id', '=', document).execute()
      await held.trx
        .updateTable('audit_trails')
        .set({ purged_at: held.now })
        .where('document_id', '=', document)
        .execute()
      return true
    },
    tenant,
  )
}

/** Throws document.legal_hold. A hold takes the document's lock, too, so that it comes before or after. */
async function assertNoHold({ trx, row }: HeldDocument): Promise<void> {
  const hold = await trx
    .selectFrom('legal_holds')
    .select('reference')
    .where('document_id', '=', row.id)
    .executeTakeFirst()
  if (hold === undefined) return
  const detail = `The document is under a legal hold (${hold.reference}); it can be purged once that is released.`
  throw new AppError('document.legal_hold', detail, { context: { document_id: row.id } })
}

/** What stays known of it: nothing of its content, nor its name. */
async function tombstone({ trx, row }: HeldDocument): Promise<Record<string, unknown>> {
  const runs = await trx
    .selectFrom('processing_runs')
    .select(['id', 'status', 'result_hash', 'engine_fingerprint'])
    .where('document_id', '=', row.id)
    .orderBy('id')
    .execute()
  const { content_type, file_size, sha256_hash, page_count } = row
  return { content_type, file_size, source_sha256: sha256_hash, page_count, runs }
}

async function listObjects({ trx, row }: HeldDocument): Promise<void> {
  const { tenant_id, id } = row
  await trx
    .insertInto('pending_deletions')
    .values(
      [row.s3_key, keys.document(tenant_id, id)].map((key) => ({
        tenant_id,
        document_id: id,
        key,
        reason: 'purge' as const,
      })),
    )
    .execute()
}

/** Kept answers to `Idempotency-Key` requests hold the document's name. There are as many as a day has requests. */
async function forgetAnswers({ trx, row }: HeldDocument): Promise<void> {
  await trx
    .deleteFrom('idempotency_keys')
    .where('tenant_id', '=', row.tenant_id)
    .where(sql<boolean>`strpos(response_body::text, ${row.id}) > 0`)
    .execute()
}

import type { Kysely, Selectable } from 'kysely'
import type { Database } from '../db/schema.ts'
import { holdDocument, type Holding } from '../documents/hold.ts'
import { readDocument } from '../documents/queries.ts'
import type { Actor } from '../events.ts'
import type { DocumentId, TenantId } from '../ids.ts'

export type LegalHold = Selectable<Database['legal_holds']>

export interface HoldRequest {
  readonly tenant: TenantId
  readonly document: DocumentId
  readonly actor: Actor
}

/** From now on nothing purges the document. Again with the same reference is no change. */
export function placeHold(
  deps: Holding,
  { tenant, document, actor }: HoldRequest,
  reference: string,
): Promise<LegalHold> {
  return holdDocument(
    deps,
    document,
    async (held) => {
      const standing = await findHold(held.trx, document)
      if (standing?.reference === reference) return standing
      const hold = {
        document_id: document,
        tenant_id: tenant,
        reference,
        placed_by: actor,
        placed_at: held.now,
      }
      await held.trx
        .insertInto('legal_holds')
        .values(hold)
        .onConflict((taken) => taken.column('document_id').doUpdateSet(hold))
        .execute()
      await held.record({
        type: 'LEGAL_HOLD_PLACED',
        message: 'A legal hold keeps the document',
        metadata: { reference },
        actor,
      })
      return hold
    },
    tenant,
  )
}

/** Gives whether there was one. */
export function releaseHold(deps: Holding, { tenant, document, actor }: HoldRequest): Promise<boolean> {
  return holdDocument(
    deps,
    document,
    async (held) => {
      const standing = await findHold(held.trx, document)
      if (standing === null) return false
      await held.trx.deleteFrom('legal_holds').where('document_id', '=', document).execute()
      const { reference } = standing
      await held.record({
        type: 'LEGAL_HOLD_RELEASED',
        message: 'The legal hold was released',
        metadata: { reference },
        actor,
      })
      return true
    },
    tenant,
  )
}

/** Null: none. Throws document.not_found. */
export async function legalHold(
  db: Kysely<Database>,
  tenant: TenantId,
  document: DocumentId,
): Promise<LegalHold | null> {
  await readDocument(db, tenant, document)
  return findHold(db, document)
}

async function findHold(db: Kysely<Database>, document: DocumentId): Promise<LegalHold | null> {
  const hold = await db
    .selectFrom('legal_holds')
    .selectAll()
    .where('document_id', '=', document)
    .executeTakeFirst()
  return hold ?? null
}

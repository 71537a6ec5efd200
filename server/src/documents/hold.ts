import { sql, type Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { ProcessingEvent } from '../events.ts'
import type { DocumentId, RunId, TenantId } from '../ids.ts'
import type { DocumentRow, Trx } from './document-service.ts'
import { noDocument } from './queries.ts'
import { assertLease, leaseLost } from './rules.ts'
import {
  appendEvents,
  headAfter,
  sealEvents,
  type EventDraft,
  type TrailHead,
  type TrailPosition,
} from './trail.ts'

/** A document whose row and trail are locked until the transaction ends, so that nobody else changes either. */
export interface HeldDocument {
  readonly trx: Trx
  readonly row: DocumentRow
  readonly now: Date
  /** Adds to the trail; once or more in a transaction. */
  record(...drafts: EventDraft[]): Promise<ProcessingEvent[]>
}

export interface Holding {
  readonly db: Kysely<Database>
  readonly clock: () => Date
}

/** Throws document.not_found, also for another tenant's. */
export function holdDocument<T>(
  { db, clock }: Holding,
  document: DocumentId,
  work: (held: HeldDocument) => Promise<T>,
  tenant?: TenantId,
): Promise<T> {
  return db.transaction().execute(async (trx) => {
    const held = await lock(trx, document, clock)
    if (held === null || (tenant !== undefined && held.row.tenant_id !== tenant)) throw noDocument(document)
    return work(held)
  })
}

/** For a worker: throws processing.lease_lost unless its run holds the lease, also when the document is gone. */
export function holdRun<T>(
  { db, clock }: Holding,
  { document, run }: { readonly document: DocumentId; readonly run: RunId },
  work: (held: HeldDocument) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (trx) => {
    const held = await lock(trx, document, clock)
    if (held === null) throw leaseLost(document, run, null)
    assertLease(held.row, run)
    return work(held)
  })
}

/** Row first, then trail, in one statement: whoever holds documents holds them in this order. */
async function lock(trx: Trx, document: DocumentId, clock: () => Date): Promise<HeldDocument | null> {
  const found = await trx
    .selectFrom('documents')
    .innerJoin('audit_trails', 'audit_trails.document_id', 'documents.id')
    .selectAll('documents')
    .select(sql<TrailHead>`to_jsonb(audit_trails)`.as('trail'))
    .where('documents.id', '=', document)
    .forUpdate(['documents', 'audit_trails'])
    .executeTakeFirst()
  if (found === undefined) return null

  const { trail, ...row } = found
  let head: TrailPosition = { ...trail, last_event_at: new Date(trail.last_event_at) }
  const now = clock()
  return {
    trx,
    row,
    now,
    async record(...drafts) {
      const events = sealEvents(head, drafts, now)
      await appendEvents(trx, events)
      head = headAfter(head, events)
      return events
    },
  }
}

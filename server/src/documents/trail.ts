import { sql, type Selectable } from 'kysely'
import { GENESIS, hashOf, storable } from '../audit/hash-chain.ts'
import type { Database } from '../db/schema.ts'
import type { Actor, EventType, ProcessingEvent, ProcessingStatus } from '../events.ts'
import { newId, type DocumentId, type EventId, type RunId, type TenantId } from '../ids.ts'
import type { Trx } from './document-service.ts'

/** Where a document's chain of events ends. */
export type TrailHead = Selectable<Database['audit_trails']>

/** An event before it has its place in the chain. */
export interface EventDraft {
  readonly type: EventType
  readonly message: string
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly run?: RunId | undefined
  readonly actor: Actor
  /** Both or neither: an event that changes no status has none. */
  readonly change?: { readonly from: ProcessingStatus | null; readonly to: ProcessingStatus }
}

export interface TrailPosition {
  readonly tenant_id: TenantId
  readonly document_id: DocumentId
  readonly last_sequence: number
  readonly last_hash: string
  readonly last_event_at: Date
}

/** The position before a document's first event. */
export const beginning = (tenant_id: TenantId, document_id: DocumentId): TrailPosition => ({
  tenant_id,
  document_id,
  last_sequence: 0,
  last_hash: GENESIS,
  last_event_at: new Date(0),
})

/** The drafts as events that follow `head`, each a millisecond or more after the one before. */
export function sealEvents(
  head: TrailPosition,
  drafts: readonly EventDraft[],
  now: Date,
  id: () => EventId = newId,
): ProcessingEvent[] {
  const events: ProcessingEvent[] = []
  for (const draft of drafts) {
    const last = events.at(-1)
    const lastAt = last ? Date.parse(last.created_at) : head.last_event_at.getTime()
    const said = storable({
      message: draft.message,
      event_metadata: draft.metadata ?? {},
      actor: draft.actor,
    })
    const unsealed = {
      ...said,
      id: id(),
      tenant_id: head.tenant_id,
      document_id: head.document_id,
      run_id: draft.run ?? null,
      sequence: (last?.sequence ?? head.last_sequence) + 1,
      event_type: draft.type,
      from_status: draft.change?.from ?? null,
      to_status: draft.change?.to ?? null,
      created_at: new Date(Math.max(now.getTime(), lastAt + 1)).toISOString(),
      prev_hash: last?.hash ?? head.last_hash,
    }
    events.push({ ...unsealed, hash: hashOf(unsealed) })
  }
  return events
}

export function headAfter(head: TrailPosition, events: readonly ProcessingEvent[]): TrailPosition {
  const last = events.at(-1)
  if (last === undefined) return head
  return {
    ...head,
    last_sequence: last.sequence,
    last_hash: last.hash,
    last_event_at: new Date(last.created_at),
  }
}

/** Writes the events and moves the head, in one statement. The caller holds the lock on the head. */
export async function appendEvents(trx: Trx, events: readonly ProcessingEvent[]): Promise<void> {
  const last = events.at(-1)
  if (last === undefined) return
  const rows = events.map((event) => ({ ...event, event_metadata: JSON.stringify(event.event_metadata) }))
  await trx
    .with('appended', (query) => query.insertInto('processing_events').values(rows))
    .updateTable('audit_trails')
    .set({ last_sequence: last.sequence, last_hash: last.hash, last_event_at: last.created_at })
    .where('document_id', '=', last.document_id)
    .where('last_sequence', '=', last.sequence - events.length)
    .returning(sql`1`.as('moved'))
    .executeTakeFirstOrThrow()
}

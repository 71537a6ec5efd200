import { sql, type Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { ProcessingEvent } from '../events.ts'
import type { DocumentId } from '../ids.ts'

/** Events read at a time; memory stays bounded whatever their number. */
const AT_ONCE = 1_000

/** A document's events as they were hashed, in order. */
export async function* eventsOf(db: Kysely<Database>, document: DocumentId): AsyncGenerator<ProcessingEvent> {
  let after = 0
  for (;;) {
    const { rows } = await sql<ProcessingEvent>`
      SELECT id, tenant_id, document_id, run_id, sequence, event_type, message, event_metadata, from_status, to_status,
        actor, ${written} AS created_at, prev_hash, hash
      FROM processing_events WHERE document_id = ${document} AND sequence > ${after}
      ORDER BY sequence LIMIT ${AT_ONCE}`.execute(db)
    yield* rows
    after = rows.at(-1)?.sequence ?? after
    if (rows.length < AT_ONCE) return
  }
}

/** As it was hashed, to the millisecond; microseconds show when somebody put them there. */
const written = sql`regexp_replace(to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '000$', '') || 'Z'`

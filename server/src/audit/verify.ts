import { sql, type Kysely, type Selectable } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { Trx } from '../documents/document-service.ts'
import type { ProcessingStatus } from '../events.ts'
import type { DocumentId } from '../ids.ts'
import { ChainCheck, type Finding } from './check-chain.ts'
import { eventsOf } from './read-events.ts'

export interface TrailVerdict {
  readonly document: DocumentId
  readonly events: number
  /** Of the last event: written down elsewhere, it proves later that nothing before it has changed. */
  readonly headHash: string
  /** Empty: the trail is as it was written. */
  readonly findings: readonly Finding[]
}

/** Trails read at a time; memory stays bounded whatever their number. */
const TRAILS = 200

/**
 * One verdict for each trail, purged documents' included, or for that of `document`; none when there is none.
 * Each page of trails is read from one snapshot, so documents may change meanwhile.
 */
export async function* verifyTrails(
  db: Kysely<Database>,
  document?: DocumentId,
): AsyncGenerator<TrailVerdict> {
  let after: DocumentId | null = null
  for (;;) {
    const verdicts: TrailVerdict[] = await snapshot(db, (trx) => verifyPage(trx, document, after))
    yield* verdicts
    after = verdicts.at(-1)?.document ?? null
    if (verdicts.length < TRAILS || after === null) break
  }
  yield* await withoutTrail(db, document)
}

/** Those with findings. */
export async function brokenTrails(db: Kysely<Database>): Promise<TrailVerdict[]> {
  const broken: TrailVerdict[] = []
  for await (const verdict of verifyTrails(db)) if (verdict.findings.length > 0) broken.push(verdict)
  return broken
}

const snapshot = <T>(db: Kysely<Database>, work: (trx: Trx) => Promise<T>) =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work)

async function verifyPage(trx: Trx, document: DocumentId | undefined, after: DocumentId | null) {
  const trails = await trx
    .selectFrom('audit_trails as trail')
    .leftJoin('documents', 'documents.id', 'trail.document_id')
    .select(['trail.document_id', 'trail.last_sequence', 'trail.last_hash', 'trail.purged_at'])
    .select('documents.processing_status')
    .$if(document !== undefined, (query) => query.where('trail.document_id', '=', document ?? null))
    .$if(after !== null, (query) => query.where('trail.document_id', '>', after))
    .orderBy('trail.document_id')
    .limit(TRAILS)
    .execute()
  const verdicts: TrailVerdict[] = []
  for (const trail of trails) verdicts.push(await verifyTrail(trx, trail))
  return verdicts
}

type Trail = Pick<
  Selectable<Database['audit_trails']>,
  'document_id' | 'last_sequence' | 'last_hash' | 'purged_at'
> & { readonly processing_status: ProcessingStatus | null }

async function verifyTrail(trx: Trx, trail: Trail): Promise<TrailVerdict> {
  const chain = new ChainCheck()
  const findings: Finding[] = []
  for await (const event of eventsOf(trx, trail.document_id)) findings.push(...chain.check(event))
  findings.push(...chain.end({ ...trail, purged: trail.purged_at !== null }))
  return { document: trail.document_id, events: chain.events, headHash: trail.last_hash, findings }
}

/** Rows that nobody wrote through the program: their trail was taken away. */
async function withoutTrail(db: Kysely<Database>, document: DocumentId | undefined): Promise<TrailVerdict[]> {
  const { rows } = await sql<{ id: DocumentId; events: number }>`
    SELECT id, sum(events)::integer AS events FROM (
      SELECT id, 0 AS events FROM documents
      UNION ALL SELECT document_id, count(*) FROM processing_events GROUP BY 1
    ) found
    WHERE NOT EXISTS (SELECT FROM audit_trails WHERE document_id = found.id)
      AND (${document ?? null}::uuid IS NULL OR id = ${document ?? null}::uuid)
    GROUP BY id`.execute(db)
  const finding: Finding = { kind: 'head', sequence: null, detail: 'its trail is gone' }
  return rows.map(({ id, events }) => ({ document: id, events, headHash: '', findings: [finding] }))
}

import { sql, type Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'

/**
 * What is true at every moment, as SQL: each query gives the offenders, so none gives a row. What SQL cannot see is
 * left to others: that every hash is the hash of its event (`audit/verify.ts`), and what lies in the object store.
 */
export const INVARIANTS = {
  'a document that is neither COMPLETED nor FAILED has a live job': `
    SELECT d.id, d.processing_status FROM documents d
    WHERE d.processing_status NOT IN ('COMPLETED', 'FAILED') AND NOT EXISTS (
      SELECT FROM pgboss.job j
      WHERE j.name = 'documents' AND j.singleton_key = d.id::text AND j.state IN ('created', 'retry', 'active'))`,

  'a COMPLETED document has exactly one published run, and it is the one that it names': `
    SELECT d.id FROM documents d
    WHERE d.processing_status = 'COMPLETED' AND (
      SELECT array_agg(r.id) FROM processing_runs r WHERE r.document_id = d.id AND r.status = 'PUBLISHED'
    ) IS DISTINCT FROM ARRAY[d.published_run_id]`,

  'a published run has every page, or a note for it': `
    SELECT r.id, number FROM processing_runs r, generate_series(1, r.page_count) AS number
    WHERE r.status = 'PUBLISHED'
      AND NOT EXISTS (SELECT FROM pages p WHERE p.run_id = r.id AND p.number = number)
      AND NOT r.notes @> jsonb_build_array(jsonb_build_object('page', number))`,

  'pages and artifacts are those of published runs': `
    SELECT f.run_id FROM (SELECT run_id FROM pages UNION SELECT run_id FROM artifacts) f
    JOIN processing_runs r ON r.id = f.run_id WHERE r.status <> 'PUBLISHED'`,

  'a run is RUNNING exactly while it holds the lease of its document': `
    SELECT r.id, r.status, d.leased_run_id FROM processing_runs r JOIN documents d ON d.id = r.document_id
    WHERE (r.status = 'RUNNING') <> (d.leased_run_id IS NOT DISTINCT FROM r.id)`,

  'no password is kept of a document that has ended': `
    SELECT d.id FROM document_passwords p JOIN documents d USING (s3_key)
    WHERE d.processing_status IN ('COMPLETED', 'FAILED')`,

  'a FAILED document says why': `
    SELECT id FROM documents
    WHERE processing_status = 'FAILED' AND (coalesce(error_code, '') = '' OR coalesce(error_message, '') = '')`,

  'the events of a document are numbered from 1 without a gap, in the order of time': `
    SELECT document_id, sequence FROM (
      SELECT document_id, sequence, row_number() OVER trail AS place, created_at, lag(created_at) OVER trail AS before
      FROM processing_events WINDOW trail AS (PARTITION BY document_id ORDER BY sequence)) e
    WHERE sequence <> place OR created_at <= before`,

  'each event names the hash of the event before it': `
    SELECT document_id, sequence FROM (
      SELECT document_id, sequence, prev_hash, lag(hash, 1, repeat('0', 64)) OVER trail AS before
      FROM processing_events WINDOW trail AS (PARTITION BY document_id ORDER BY sequence)) e
    WHERE prev_hash <> before`,

  'each event that changes the status starts from the status before it': `
    SELECT document_id, sequence FROM (
      SELECT document_id, sequence, from_status, lag(to_status) OVER trail AS before
      FROM processing_events WHERE to_status IS NOT NULL
      WINDOW trail AS (PARTITION BY document_id ORDER BY sequence)) e
    WHERE from_status IS DISTINCT FROM before`,

  'the status of a document is the one that its trail ends with': `
    SELECT d.id, d.processing_status, last.to_status FROM documents d LEFT JOIN LATERAL (
      SELECT to_status FROM processing_events e WHERE e.document_id = d.id AND to_status IS NOT NULL
      ORDER BY sequence DESC LIMIT 1) last ON true
    WHERE d.processing_status IS DISTINCT FROM last.to_status`,

  'a trail knows where it ends': `
    SELECT t.document_id FROM audit_trails t LEFT JOIN LATERAL (
      SELECT sequence, hash, created_at FROM processing_events e WHERE e.document_id = t.document_id
      ORDER BY sequence DESC LIMIT 1) last ON true
    WHERE (t.last_sequence, t.last_hash, t.last_event_at)
      IS DISTINCT FROM (last.sequence, last.hash, last.created_at)`,

  'a trail without a document is that of a purged one': `
    SELECT t.document_id FROM audit_trails t LEFT JOIN documents d ON d.id = t.document_id
    WHERE (t.purged_at IS NULL) <> (d.id IS NOT NULL)`,

  'a run leaves no event once another run has started': `
    SELECT e.document_id, e.sequence FROM processing_events e JOIN processing_events other
      ON other.document_id = e.document_id AND other.event_type = 'PROCESSING_STARTED'
      AND other.run_id <> e.run_id AND other.sequence < e.sequence
    WHERE other.sequence > (
      SELECT started.sequence FROM processing_events started
      WHERE started.document_id = e.document_id AND started.run_id = e.run_id
        AND started.event_type = 'PROCESSING_STARTED')`,

  'the same bytes under the same engine give the same result': `
    SELECT t.source_sha256, r.engine_fingerprint FROM processing_runs r
    JOIN audit_trails t ON t.document_id = r.document_id
    WHERE r.result_hash IS NOT NULL
    GROUP BY 1, 2 HAVING count(DISTINCT r.result_hash) > 1`,

  'a COMPLETED document keeps no batches for a later attempt': `
    SELECT b.document_id FROM kept_batches b JOIN documents d ON d.id = b.document_id
    WHERE d.processing_status = 'COMPLETED'`,
} as const

export interface BrokenInvariant {
  readonly name: string
  /** Some of them. */
  readonly offenders: readonly unknown[]
}

export async function brokenInvariants(db: Kysely<Database>): Promise<BrokenInvariant[]> {
  const broken: BrokenInvariant[] = []
  for (const [name, query] of Object.entries(INVARIANTS)) {
    const { rows } = await sql`SELECT * FROM (${sql.raw(query)}) offenders LIMIT 10`.execute(db)
    if (rows.length > 0) broken.push({ name, offenders: rows })
  }
  return broken
}

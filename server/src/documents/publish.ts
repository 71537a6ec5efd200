import { sql } from 'kysely'
import type { Actor } from '../events.ts'
import { forgetPassword } from '../passwords/passwords.ts'
import { keys } from '../storage/keys.ts'
import type { PublishedRun } from './document-service.ts'
import { holdRun, type HeldDocument, type Holding } from './hold.ts'
import { assertLegal } from './rules.ts'
import { change } from './change.ts'

/**
 * Pages, artifacts, the run and the row in one transaction: a reader sees the old run or the new one, whole.
 * A few statements whatever the number of pages. Again with the same run does nothing.
 */
export async function publishRun(deps: Holding, run: PublishedRun, actor: Actor): Promise<void> {
  if (await isPublished(deps, run)) return
  await holdRun(deps, run, async (held) => {
    assertLegal(held.row, 'COMPLETED')
    await supersede(held)
    await closeRun(held, run)
    await insertPages(held, run)
    await insertArtifacts(held, run)
    await forgetKeptBatches(held)
    await forgetPassword(held)
    await recordPublication(held, run, actor)
    await complete(held, run)
  })
}

async function isPublished({ db }: Holding, { document, run }: PublishedRun): Promise<boolean> {
  const published = db
    .selectFrom('documents')
    .select('id')
    .where('id', '=', document)
    .where('published_run_id', '=', run)
  return (await published.executeTakeFirst()) !== undefined
}

/** The run published before keeps its row, as history; what it found goes. */
async function supersede({ trx, row, now }: HeldDocument): Promise<void> {
  const old = row.published_run_id
  if (old === null) return
  await trx
    .with('superseded', (query) =>
      query.updateTable('processing_runs').set({ status: 'SUPERSEDED' }).where('id', '=', old),
    )
    .with('pages_gone', (query) => query.deleteFrom('pages').where('run_id', '=', old))
    .with('artifacts_gone', (query) => query.deleteFrom('artifacts').where('run_id', '=', old))
    .insertInto('pending_deletions')
    .values({
      tenant_id: row.tenant_id,
      document_id: row.id,
      key: keys.run(row.tenant_id, row.id, old),
      reason: 'superseded',
      created_at: now,
    })
    .execute()
}

/** All pages of the file, those that were lost with a note too: the worker wrote the number when it opened the file. */
const pageCount = ({ row }: HeldDocument, { result }: PublishedRun): number =>
  row.pages_total ?? result.pages.length

async function closeRun(held: HeldDocument, published: PublishedRun): Promise<void> {
  const { run, result, resultKey } = published
  await held.trx
    .updateTable('processing_runs')
    .set({
      status: 'PUBLISHED',
      finished_at: held.now,
      result_hash: result.result_hash,
      result_key: resultKey,
      page_count: pageCount(held, published),
      notes: JSON.stringify(result.notes),
    })
    .where('id', '=', run)
    .execute()
}

async function insertPages(
  { trx, row }: HeldDocument,
  { run, result, previewKeys }: PublishedRun,
): Promise<void> {
  const pages = result.pages.map((page) => ({ ...page, preview_key: previewKeys.get(page.number) ?? null }))
  await sql`
    INSERT INTO pages (run_id, document_id, tenant_id, number, width, height, rotation, text_source, notes, preview_key)
    SELECT ${run}, ${row.id}, ${row.tenant_id}, number, width, height, rotation, text_source, notes, preview_key
    FROM jsonb_to_recordset(${storableJson(pages)}::jsonb) AS page (
      number integer, width double precision, height double precision, rotation integer,
      text_source text, notes jsonb, preview_key text
    )`.execute(trx)
}

/** Artifacts of many pages come to some MB of JSON a statement, far below the 256 MB that one jsonb value holds. */
const ARTIFACTS_AT_ONCE = 2_000

async function insertArtifacts(
  { trx, row }: HeldDocument,
  { run, result, resultKey }: PublishedRun,
): Promise<void> {
  for (let first = 0; first < result.artifacts.length; first += ARTIFACTS_AT_ONCE) {
    const batch = result.artifacts.slice(first, first + ARTIFACTS_AT_ONCE)
    await sql`
      INSERT INTO artifacts
        (run_id, id, document_id, tenant_id, ordinal, type, page, bbox, confidence, engine, content, s3_key)
      SELECT ${run}, content->>'id', ${row.id}, ${row.tenant_id}, ${first} + place - 1, content->>'type',
        (content->>'page')::integer, content->'bbox', (content->>'confidence')::double precision,
        content->>'engine', content, ${resultKey}
      FROM jsonb_array_elements(${storableJson(batch)}::jsonb) WITH ORDINALITY AS batch (content, place)`.execute(
      trx,
    )
  }
}

/** One key a batch and no prefix: a later run may keep batches under the same one. */
async function forgetKeptBatches({ trx, row }: HeldDocument): Promise<void> {
  await sql`
    WITH gone AS (DELETE FROM kept_batches WHERE document_id = ${row.id} RETURNING tenant_id, document_id, key)
    INSERT INTO pending_deletions (tenant_id, document_id, key, reason)
    SELECT tenant_id, document_id, key, 'work_done' FROM gone`.execute(trx)
}

async function recordPublication(held: HeldDocument, published: PublishedRun, actor: Actor): Promise<void> {
  const { run, result } = published
  const count = (type: string) => result.artifacts.filter((artifact) => artifact.type === type).length
  const found = { tables: count('table'), figures: count('figure'), texts: count('text') }
  const pages = pageCount(held, published)
  const doubts = result.notes.length === 0 ? '' : `, with ${result.notes.length} notes`
  await held.record(
    {
      type: 'EXTRACTION_COMPLETED',
      message: `${found.tables} tables found on ${pages} pages${doubts}`,
      metadata: {
        pages,
        ...found,
        notes: result.notes.length,
        result_hash: result.result_hash,
        source_sha256: result.source.sha256,
        engine_version: result.engine.version,
        engine_fingerprint: result.engine.fingerprint,
      },
      run,
      actor,
    },
    {
      type: 'PROCESSING_COMPLETED',
      message: 'The result is published',
      metadata: { attempt: held.row.attempt, result_hash: result.result_hash },
      run,
      actor,
      change: { from: 'PROCESSING', to: 'COMPLETED' },
    },
  )
}

async function complete(held: HeldDocument, published: PublishedRun): Promise<void> {
  const { run, result } = published
  const pages = pageCount(held, published)
  await held.trx
    .updateTable('audit_trails')
    .set({ source_sha256: result.source.sha256 })
    .where('document_id', '=', held.row.id)
    .execute()
  await change(held, {
    processing_status: 'COMPLETED',
    published_run_id: run,
    leased_run_id: null,
    sha256_hash: held.row.sha256_hash ?? result.source.sha256,
    page_count: pages,
    stage: 'done',
    pages_done: pages,
    pages_total: pages,
    completed_at: held.now,
  })
}

/** PostgreSQL holds neither NUL nor half a surrogate pair; a damaged file can give both as text. */
function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' && (part.includes('\0') || !part.isWellFormed())
      ? part.replaceAll('\0', '\ufffd').toWellFormed()
      : part,
  )
}

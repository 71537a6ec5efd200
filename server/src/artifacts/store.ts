import type { Note } from '@ledger-lift/extraction'
import { sql, type Kysely, type Selectable } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { RunId } from '../ids.ts'

export type PageRow = Selectable<Database['pages']>

export function listPages(
  db: Kysely<Database>,
  run: RunId,
  after: number,
  limit: number,
): Promise<PageRow[]> {
  return db
    .selectFrom('pages')
    .selectAll()
    .where('run_id', '=', run)
    .where('number', '>', after)
    .orderBy('number')
    .limit(limit)
    .execute()
}

/** None, like pages and artifacts, of a run that was purged meanwhile. */
export async function notesOf(db: Kysely<Database>, run: RunId): Promise<readonly Note[]> {
  const row = await db.selectFrom('processing_runs').select('notes').where('id', '=', run).executeTakeFirst()
  return row?.notes ?? []
}

export async function previewKey(db: Kysely<Database>, run: RunId, page: number): Promise<string | null> {
  const row = await db
    .selectFrom('pages')
    .select('preview_key')
    .where('run_id', '=', run)
    .where('number', '=', page)
    .executeTakeFirst()
  return row?.preview_key ?? null
}

/** The artifact as JSON text, made by the database: a table of thousands of cells is not parsed here to be written again. */
const json = sql<string>`(content || jsonb_build_object('s3_key', s3_key))::text`.as('json')

export interface ArtifactFilter {
  readonly type?: 'table' | 'figure' | 'text' | undefined
  readonly page?: number | undefined
  readonly minConfidence?: number | undefined
  /** The place of the last one seen, in reading order. */
  readonly after?: number | undefined
}

/** In reading order. A stitched table stands on each page that it has a segment on. */
export function listArtifacts(
  db: Kysely<Database>,
  run: RunId,
  { type, page, minConfidence = 0, after = -1 }: ArtifactFilter,
  limit: number,
): Promise<{ ordinal: number; json: string }[]> {
  return db
    .selectFrom('artifacts')
    .select(['ordinal', json])
    .where('run_id', '=', run)
    .where('ordinal', '>', after)
    .where('confidence', '>=', minConfidence)
    .$if(type !== undefined, (query) => query.where('type', '=', type ?? 'table'))
    .$if(page !== undefined, (query) =>
      query.where((is) =>
        is.or([
          is('page', '=', page ?? 0),
          sql<boolean>`content->'segments' @> ${JSON.stringify([{ page }])}::jsonb`,
        ]),
      ),
    )
    .orderBy('ordinal')
    .limit(limit)
    .execute()
}

export async function readArtifact(db: Kysely<Database>, run: RunId, id: string): Promise<string | null> {
  const row = await db
    .selectFrom('artifacts')
    .select(json)
    .where('run_id', '=', run)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.json ?? null
}

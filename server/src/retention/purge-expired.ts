import { sql, type Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { DocumentService } from '../documents/document-service.ts'
import { AppError } from '../errors.ts'
import type { DocumentId, TenantId } from '../ids.ts'

export interface RetentionDeps {
  readonly db: Kysely<Database>
  readonly documents: Pick<DocumentService, 'purge'>
  /** For tenants that have no number of their own; undefined: their documents are kept. */
  readonly days: number | undefined
  readonly clock?: () => Date
  /** Documents that are looked up together. */
  readonly atOnce?: number
}

/**
 * Purges finished documents that are older than their tenant keeps them and under no legal hold. Gives how many. One that
 * cannot be purged keeps none of the others; at the end it is an error that names it, and the next round tries again.
 */
export async function purgeExpired(deps: RetentionDeps, signal?: AbortSignal): Promise<number> {
  const { documents, atOnce = 100 } = deps
  const failures = new Map<DocumentId, unknown>()
  let purged = 0
  for (let last: Expired | undefined; ;) {
    const expired = await expiredDocuments(deps, atOnce, last)
    for (const { id, tenant_id } of expired) {
      signal?.throwIfAborted()
      try {
        // Under its lock once more: a policy may have changed meanwhile, or somebody has it worked again.
        const still = (db: Kysely<Database>) => isExpired({ ...deps, db }, id)
        if (await documents.purge(tenant_id, id, 'system:retention', still)) purged++
      } catch (error) {
        if (isAway(error)) throw error
        if (!isOvertaken(error)) failures.set(id, error)
      }
    }
    last = expired.at(-1)
    if (expired.length < atOnce || last === undefined) break
  }
  if (failures.size > 0) throw notPurged(failures)
  return purged
}

interface Expired {
  readonly id: DocumentId
  readonly tenant_id: TenantId
  readonly created: string
}

async function expiredDocuments(
  deps: RetentionDeps,
  limit: number,
  after: Expired | undefined,
): Promise<Expired[]> {
  const { rows } = await sql<Expired>`
    SELECT document.id, document.tenant_id, document.created_at::text AS created ${expiry(deps)}
      AND (${after === undefined} OR (document.created_at, document.id)
        > (${after?.created ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    ORDER BY document.created_at, document.id LIMIT ${limit}`.execute(deps.db)
  return rows
}

async function isExpired(deps: RetentionDeps, id: DocumentId): Promise<boolean> {
  const { rows } = await sql`SELECT ${expiry(deps)} AND document.id = ${id}`.execute(deps.db)
  return rows.length > 0
}

const expiry = ({ days, clock = () => new Date() }: RetentionDeps) => sql`
    FROM documents document
    LEFT JOIN retention_policies policy USING (tenant_id)
    WHERE document.processing_status IN ('COMPLETED', 'FAILED')
      AND document.created_at < ${clock().toISOString()}::timestamptz
        - make_interval(days => CASE WHEN policy.tenant_id IS NULL THEN ${days ?? null}::integer ELSE policy.days END)
      AND NOT EXISTS (SELECT FROM legal_holds WHERE document_id = document.id)`

const isAway = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'database.unavailable' && !isTimedOut(error.cause)

/** Canceled by the limit of one statement: that is the document's, and the database is there. */
const isTimedOut = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '57014'

/** Somebody else purged it, or put it under a hold, in between. */
const isOvertaken = (error: unknown): boolean =>
  error instanceof AppError && ['document.not_found', 'document.legal_hold'].includes(error.code)

/** Documents that are named in the log line. */
const NAMED = 10

function notPurged(failures: ReadonlyMap<DocumentId, unknown>): AggregateError {
  const { size } = failures
  const named = [...failures].slice(0, NAMED).map(([id, error]) => `${id}: ${reasonOf(error)}`)
  return new AggregateError(
    [...failures.values()].slice(0, NAMED),
    `${size} ${size === 1 ? 'document' : 'documents'} past their time could not be purged: ${named.join('; ')}`,
  )
}

function reasonOf(error: unknown): string {
  const told = error instanceof AppError && isTimedOut(error.cause) ? error.cause : error
  return told instanceof Error ? told.message : String(told)
}

import { sql, type Kysely } from 'kysely'
import type { Migrations } from './migrations/index.ts'
import type { Database } from './schema.ts'
import { asOwner } from './tenancy.ts'

/** What the database itself knows of its schema: enough for a program that is older than it. */
export interface AppliedChange {
  readonly name: string
  readonly breaking: boolean
  readonly applied_at: Date
}

/** In order; empty for a database that was never upgraded. */
export async function appliedChanges(db: Kysely<Database>): Promise<AppliedChange[]> {
  return asOwner(async () => {
    const { rows } = await sql<{
      there: boolean
    }>`SELECT to_regclass('schema_changes') IS NOT NULL AS there`.execute(db)
    if (!rows[0]?.there) return []
    return db.selectFrom('schema_changes').selectAll().orderBy('name').execute()
  })
}

export async function record(db: Kysely<Database>, name: string, breaking: boolean): Promise<void> {
  await sql`CREATE TABLE IF NOT EXISTS schema_changes (
    name text PRIMARY KEY,
    breaking boolean NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  )`.execute(db)
  await db.insertInto('schema_changes').values({ name, breaking }).execute()
}

export async function forget(db: Kysely<Database>, name: string): Promise<void> {
  await db.deleteFrom('schema_changes').where('name', '=', name).execute()
}

/** How a database stands to a program that knows `migrations`. */
export type Compatibility =
  | { readonly kind: 'same' }
  /** Changed by a newer program in ways that do not matter to this one. */
  | { readonly kind: 'newer' }
  | { readonly kind: 'too_new' | 'too_old'; readonly migration: string }

export function compatibility(
  applied: readonly Pick<AppliedChange, 'name' | 'breaking'>[],
  migrations: Migrations,
): Compatibility {
  const unknown = applied.filter(({ name }) => !(name in migrations))
  const obstacle = unknown.find(({ breaking }) => breaking)
  if (obstacle) return { kind: 'too_new', migration: obstacle.name }
  const missing = Object.keys(migrations).find((name) => !applied.some((change) => change.name === name))
  if (missing !== undefined) return { kind: 'too_old', migration: missing }
  return { kind: unknown.length > 0 ? 'newer' : 'same' }
}

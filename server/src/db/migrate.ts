import { sql, type Kysely } from 'kysely'
import { NO_MIGRATIONS, type NoMigrations } from 'kysely/migration'
import { AppError } from '../errors.ts'
import type { Trx } from '../documents/document-service.ts'
import { runMigrations, type Step } from './migration-run.ts'
import { MIGRATIONS, type Migrations } from './migrations/index.ts'
import { appliedChanges, compatibility } from './schema-changes.ts'
import type { Database } from './schema.ts'
import { asOwner } from './tenancy.ts'

export interface HistoryEntry {
  readonly migration: string
  readonly breaking: boolean
  /** Null while it is pending. */
  readonly appliedAt: Date | null
  /** False for one that a newer program applied. */
  readonly known: boolean
}

/** To `head`, or to the name (or the start of one) of a migration that is pending. All steps or none. */
export function upgrade(db: Kysely<Database>, target = 'head', migrations = MIGRATIONS): Promise<Step[]> {
  return alone(db, async (trx) => {
    const applied = await appliedChanges(trx)
    const state = compatibility(applied, migrations)
    if (state.kind === 'too_new') throw tooNew(state.migration)
    if (state.kind === 'newer') return []
    if (target === 'head') return await isolated(trx, (migrator) => migrator.migrateToLatest(), migrations)
    const name = find(target, migrations)
    if (applied.some((change) => change.name === name)) return []
    return await isolated(trx, (migrator) => migrator.migrateTo(name), migrations)
  })
}

/** No step leaves a table of tenants without its policy. */
async function isolated(
  trx: Trx,
  start: Parameters<typeof runMigrations>[2],
  migrations: Migrations,
): Promise<Step[]> {
  const steps = await runMigrations(trx, migrations, start)
  const { rows } = await sql<{ there: boolean }>`
    SELECT to_regprocedure('isolate_tenants()') IS NOT NULL AS there`.execute(trx)
  if (rows[0]?.there) await sql`SELECT isolate_tenants()`.execute(trx)
  return steps
}

/** `-1`, `-2` …: that many steps; a name: until that one is the last; `base`: all. All steps or none. */
export function downgrade(db: Kysely<Database>, target: string, migrations = MIGRATIONS): Promise<Step[]> {
  return alone(db, async (trx) => {
    const applied = (await appliedChanges(trx)).map((change) => change.name)
    const unknown = applied.find((name) => !(name in migrations))
    if (unknown !== undefined) throw tooNew(unknown)
    const to = goal(target, applied, migrations)
    return to === null ? [] : runMigrations(trx, migrations, (migrator) => migrator.migrateTo(to))
  })
}

/** The last migration that is applied; null for an empty database. */
export async function current(db: Kysely<Database>): Promise<string | null> {
  return (await appliedChanges(db)).at(-1)?.name ?? null
}

export async function history(db: Kysely<Database>, migrations = MIGRATIONS): Promise<HistoryEntry[]> {
  const applied = await appliedChanges(db)
  const names = new Set([...Object.keys(migrations), ...applied.map((change) => change.name)])
  return [...names].sort().map((migration) => {
    const change = applied.find(({ name }) => name === migration)
    const own = migrations[migration]
    return {
      migration,
      breaking: own?.breaking ?? change?.breaking ?? true,
      appliedAt: change?.applied_at ?? null,
      known: own !== undefined,
    }
  })
}

/** `database.schema_too_new` when a newer program made a change that this one cannot live with, `schema_too_old` when one of ours is missing. */
export async function assertSchemaCompatible(db: Kysely<Database>, migrations = MIGRATIONS): Promise<void> {
  const state = compatibility(await appliedChanges(db), migrations)
  if (state.kind === 'too_new') throw tooNew(state.migration)
  if (state.kind !== 'too_old') return
  const detail = `The database lacks migration ${state.migration}. Run: npx ledger-lift migrate upgrade head`
  throw new AppError('database.schema_too_old', detail, { context: { migration: state.migration } })
}

/** One transaction under one lock: programs that start at once wait for each other, and a failure leaves nothing. */
function alone<T>(db: Kysely<Database>, work: (trx: Trx) => Promise<T>): Promise<T> {
  return asOwner(() =>
    db.transaction().execute(async (trx) => {
      await sql`SET LOCAL statement_timeout = 0`.execute(trx)
      await sql`SELECT pg_advisory_xact_lock(hashtext('ledger-lift migrations'))`.execute(trx)
      return work(trx)
    }),
  )
}

type Target = string | NoMigrations

function goal(target: string, applied: readonly string[], migrations: Migrations): Target | null {
  if (target === 'base') return NO_MIGRATIONS
  const steps = /^-(\d{1,4})$/.exec(target)?.[1]
  if (steps !== undefined) {
    const left = applied.length - Number(steps)
    if (left < 0) throw usage(`Only ${applied.length} migrations are applied.`)
    return applied[left - 1] ?? NO_MIGRATIONS
  }
  const name = find(target, migrations)
  if (!applied.includes(name)) throw usage(`Migration ${name} is not applied.`)
  return name
}

function find(target: string, migrations: Migrations): string {
  const names = Object.keys(migrations)
  const matches = names.includes(target)
    ? [target]
    : names.filter((name) => target !== '' && name.startsWith(target))
  const [name, another] = matches
  if (name !== undefined && another === undefined) return name
  throw usage(`"${target}" names ${matches.length} migrations. Known: ${names.join(', ')}.`)
}

function usage(detail: string): AppError {
  return new AppError('request.invalid', detail)
}

function tooNew(migration: string): AppError {
  const detail = `A newer program made migration ${migration}, which this one cannot work with. Use that program, or downgrade with it first.`
  return new AppError('database.schema_too_new', detail, { context: { migration } })
}

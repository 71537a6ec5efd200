import { Migrator } from 'kysely/migration'
import { AppError } from '../errors.ts'
import type { Trx } from '../documents/document-service.ts'
import type { Migrations } from './migrations/index.ts'
import { forget, record } from './schema-changes.ts'

export interface Step {
  readonly migration: string
  readonly direction: 'up' | 'down'
}

/** Runs Kysely's migrator inside the caller's transaction; rejects with the migration that failed and why. */
export async function runMigrations(
  trx: Trx,
  migrations: Migrations,
  start: (migrator: Migrator) => Promise<{ readonly error?: unknown }>,
): Promise<Step[]> {
  const steps: Step[] = []
  let failure: AppError | undefined

  const attempt = async (migration: string, direction: Step['direction'], work: () => Promise<void>) => {
    try {
      await work()
      steps.push({ migration, direction })
    } catch (error) {
      failure = failed(migration, direction, error)
      throw error
    }
  }
  const provided = Object.entries(migrations).map(([name, change]) => [
    name,
    {
      up: () =>
        attempt(name, 'up', async () => {
          await change.up(trx)
          await record(trx, name, change.breaking)
        }),
      down: () =>
        attempt(name, 'down', async () => {
          await forget(trx, name)
          await change.down(trx)
        }),
    },
  ])
  const provider = { getMigrations: async () => Object.fromEntries(provided) }
  const { error } = await start(new Migrator({ db: trx, provider }))
  if (error !== undefined) throw failure ?? error
  return steps
}

/** The migrator itself would report the transaction that was aborted, not the statement that aborted it. */
function failed(migration: string, direction: Step['direction'], cause: unknown): AppError {
  const why = cause instanceof Error ? cause.message : String(cause)
  const detail = `Migration ${migration} (${direction}) failed and everything was undone: ${why}`
  return new AppError('internal.bug', detail, { cause, context: { migration } })
}

import { sql, type Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import type { Chore } from './janitor.ts'

export interface WorkerIdentity {
  /** `HOST/PID` */
  readonly id: string
  readonly host: string
  readonly pid: number
  readonly version: string
  readonly concurrency: number
  readonly startedAt: Date
}

/** Milliseconds. A worker that was not seen for three times as long is gone. */
export const SEEN_EVERY = 5_000

/** Says every few seconds that the worker lives, and forgets workers that were not seen for an hour. */
export function presence(db: Kysely<Database>, worker: WorkerIdentity): Chore {
  return {
    name: 'presence',
    every: SEEN_EVERY,
    async run() {
      await db
        .insertInto('workers')
        .values({
          id: worker.id,
          host: worker.host,
          pid: worker.pid,
          version: worker.version,
          concurrency: worker.concurrency,
          started_at: worker.startedAt,
          last_seen_at: sql`now()`,
        })
        .onConflict((conflict) =>
          conflict.column('id').doUpdateSet((row) => ({
            version: row.ref('excluded.version'),
            concurrency: row.ref('excluded.concurrency'),
            started_at: row.ref('excluded.started_at'),
            last_seen_at: row.ref('excluded.last_seen_at'),
          })),
        )
        .execute()
      await db
        .deleteFrom('workers')
        .where('last_seen_at', '<', sql<Date>`now() - interval '1 hour'`)
        .execute()
    },
  }
}

export async function signOff(db: Kysely<Database>, { id }: WorkerIdentity): Promise<void> {
  await db.deleteFrom('workers').where('id', '=', id).execute()
}

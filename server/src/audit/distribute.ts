import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { checkpointsFrom, leavesOf } from './checkpoint-store.ts'
import type { CheckpointPlace } from './places.ts'

const COLUMNS = ['stored_at', 'second_stored_at'] as const

/**
 * Writes the checkpoints that a place has not got yet, in order; `places` are the object store and the second place.
 * A place that is away gets them the next time: the error is thrown once the other one has been served.
 */
export async function distributeCheckpoints(
  db: Kysely<Database>,
  places: readonly CheckpointPlace[],
  clock: () => Date,
): Promise<void> {
  const failures: unknown[] = []
  for (const [index, place] of places.entries()) {
    const column = COLUMNS[index]
    if (column === undefined) throw new Error('there are two places at most')
    await serve(db, place, column, clock).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
}

async function serve(
  db: Kysely<Database>,
  place: CheckpointPlace,
  column: (typeof COLUMNS)[number],
  clock: () => Date,
): Promise<void> {
  for (;;) {
    const next = await db
      .selectFrom('audit_checkpoints')
      .select('number')
      .where(column, 'is', null)
      .orderBy('number')
      .limit(1)
      .executeTakeFirst()
    if (next === undefined) return
    const [checkpoint] = await checkpointsFrom(db, next.number, 1)
    if (checkpoint === undefined) return
    await place.write({ ...checkpoint, leaves: await leavesOf(db, next.number) })
    await db
      .updateTable('audit_checkpoints')
      .set({ [column]: clock() })
      .where('number', '=', next.number)
      .execute()
  }
}

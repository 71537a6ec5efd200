import { sql, type Kysely } from 'kysely'
import type { Database } from './schema.ts'

export interface Lag {
  /** Of the primary's log, that the replica has not replayed. */
  readonly bytes: number
  /** Since the primary committed what the replica replayed last, or the replica started; 0 when nothing is left to replay. */
  readonly seconds: number
}

/** How far a replica is behind; null for a server that is no replica. Rejects when one of the two does not answer. */
export async function readLag(primary: Kysely<Database>, replica: Kysely<Database>): Promise<Lag | null> {
  const { rows } = await sql<{ at: string | null; age: number | null }>`
    SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text END AS at,
      extract(epoch FROM clock_timestamp()
        - coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time()))::float8 AS age`.execute(
    replica,
  )
  const { at = null, age = null } = rows[0] ?? {}
  if (at === null) return null
  const behind = await sql<{ bytes: number }>`
    SELECT greatest(pg_wal_lsn_diff(pg_current_wal_flush_lsn(), ${at}::pg_lsn), 0)::float8 AS bytes`.execute(
    primary,
  )
  const bytes = behind.rows[0]?.bytes ?? 0
  return { bytes, seconds: bytes === 0 ? 0 : Math.max(age ?? 0, 0) }
}

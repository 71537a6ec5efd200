import { setTimeout as pause } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import type { Database } from '../../../server/src/db/schema.ts'
import type { TenantId } from '../../../server/src/ids.ts'

/** The jobs of each of two tenants at one moment, by the clock of the database. */
export interface Look {
  readonly at: Date
  readonly waiting: readonly [number, number]
  readonly active: readonly [number, number]
}

/** Milliseconds; the shortest job takes some hundred. */
const EVERY = 15

/** Looks until it is told that it has seen enough. */
export async function watch(
  db: Kysely<Database>,
  [a, b]: readonly [TenantId, TenantId],
  enough: (look: Look, looks: readonly Look[]) => boolean,
): Promise<readonly Look[]> {
  const count = (tenant: TenantId, state: string) =>
    sql`(count(*) FILTER (WHERE data->>'tenant_id' = ${tenant} AND ${sql.raw(state)}))::int`
  const both = (state: string) => sql`ARRAY[${count(a, state)}, ${count(b, state)}]`
  const statement = sql<Look>`
    SELECT clock_timestamp() AS at, ${both("state < 'active'")} AS waiting, ${both("state = 'active'")} AS active
    FROM pgboss.job WHERE name = 'documents' AND state <= 'active'`
  const looks: Look[] = []
  for (;;) {
    const [look] = (await statement.execute(db)).rows
    if (look === undefined) throw new Error('a count has a row')
    looks.push(look)
    if (enough(look, looks)) return looks
    await pause(EVERY)
  }
}

/** Jobs of a tenant that ended between two moments. */
export async function ended(db: Kysely<Database>, tenant: TenantId, from: Date, to: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM pgboss.job
    WHERE name = 'documents' AND state = 'completed' AND data->>'tenant_id' = ${tenant}
      AND completed_on BETWEEN ${from} AND ${to}`.execute(db)
  return rows[0]?.count ?? 0
}

/** 1 when all are the same, 1 ÷ their number when one has everything. Jain, Chiu, Hawe: DEC-TR-301 (1984). */
export const jain = (shares: readonly number[]): number =>
  sum(shares) ** 2 / (shares.length * sum(shares.map((share) => share ** 2)))

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

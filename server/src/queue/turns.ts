import type { Db, PgBoss } from 'pg-boss'
import { DOCUMENT_QUEUE, QUEUE_SCHEMA } from './queue.ts'
import { together, type Rows } from './together.ts'

/** Any fixed number: the advisory lock of whoever takes a job. */
export const TAKING = 0x1edce21f9

const job = `${QUEUE_SCHEMA}.job`

/** Of the waiting jobs, each tenant's own in the order in which they are taken. */
const KEY = `(name || ' ' || (data->>'tenant_id'))`
const INDEX = `CREATE INDEX IF NOT EXISTS job_turns ON ${job} (${KEY}, priority DESC, created_on)
  WHERE state < 'active' AND NOT blocked`

const DUE = `state < 'active' AND NOT blocked AND start_after <= ${QUEUE_SCHEMA}.job_now()`

/**
 * The next job of the tenant that has the fewest at work, among those with a job that is due and with room under their
 * cap. So tenants with work waiting share the workers evenly, and a tenant alone has all of them. A tie is broken by
 * lot, which needs no memory that workers share and lets nobody wait for ever. What counts as due is as in pg-boss's
 * own statement: a document at work is passed over, or its tenant's turn would go to nobody, and so is a row that
 * somebody holds. Tenants are asked in their order until one has a job: OFFSET 0 keeps them in it. The key is compared
 * as a whole, so that PostgreSQL does not search pg-boss's index of all tenants' jobs for one of this tenant's.
 */
const TURN = `
  SELECT first.id FROM (
    SELECT t.id FROM tenants t
    LEFT JOIN (
      SELECT data->>'tenant_id' AS tenant, count(*) AS jobs FROM ${job}
      WHERE name = '${DOCUMENT_QUEUE}' AND state = 'active' GROUP BY 1
    ) working ON working.tenant = t.id::text
    WHERE t.concurrent_jobs IS NULL OR COALESCE(working.jobs, 0) < t.concurrent_jobs
    ORDER BY COALESCE(working.jobs, 0), random() OFFSET 0
  ) tenant
  CROSS JOIN LATERAL (
    SELECT id FROM ${job} waiting
    WHERE ${KEY} = '${DOCUMENT_QUEUE} ' || tenant.id AND ${DUE}
      AND NOT EXISTS (
        SELECT FROM ${job} same
        WHERE same.name = '${DOCUMENT_QUEUE}' AND same.state = 'active' AND same.policy = 'stately'
          AND COALESCE(same.singleton_key, '') = COALESCE(waiting.singleton_key, ''))
    ORDER BY priority DESC, created_on LIMIT 1
    FOR UPDATE OF waiting SKIP LOCKED
  ) first LIMIT 1`

const TAKER = 'ledger_lift.takes'

/**
 * Whoever finds nothing due takes neither the lock nor a job. The lock is held until the commit, so that does not wait
 * for the disk: a job whose taking a crash undoes has not been begun, as a run is begun by a commit that waits.
 */
const LOOK = `SELECT set_config('${TAKER}', 'on', true), set_config('synchronous_commit', 'off', true),
  pg_advisory_xact_lock(${TAKING})
  WHERE EXISTS (SELECT FROM ${job} WHERE name = '${DOCUMENT_QUEUE}' AND ${DUE})`

/**
 * From here on pg-boss's workers take the job whose turn it is, not the oldest of all. pg-boss has groups with a limit
 * each, but takes the oldest job that is within them, so that who sends most has most of the workers; and two workers
 * that look at once both find room for one more. So its own statement is kept, with one condition more, under a lock:
 * takers go one after the other, each sees what the one before took, and a cap is never passed. The slots of a process
 * that ask at the same time go in one turn. With 50,000 jobs waiting and 1,000 tenants a job takes 2 ms, half of them to
 * plan; beside other work on two cores 200 jobs a second were so given out. A document takes 100 ms of a core and more.
 */
export async function takeInTurns(boss: PgBoss): Promise<void> {
  const db = boss.getDb()
  const taking = await statementOf(boss)
  const inTurn = narrowed(taking)
  const execute = db.executeSql.bind(db)
  const takeOne = together(async (count) =>
    laterOf(await execute([LOOK, ...new Array<string>(count).fill(inTurn)].join(';'))),
  )
  db.executeSql = async (...statement) => (statement[0] === taking ? takeOne() : execute(...statement))
}

/** Without it, every look at the queue would read all jobs that wait. */
export async function indexTurns(db: Db): Promise<void> {
  // Looked for first: IF NOT EXISTS, too, waits until nobody writes to the table.
  const { rows } = await db.executeSql(`SELECT to_regclass('${QUEUE_SCHEMA}.job_turns') IS NOT NULL AS there`)
  if (!rows[0]?.there) await db.executeSql(`SELECT pg_advisory_xact_lock(${TAKING}); ${INDEX}`)
}

/** The one by which pg-boss's workers take a job. */
async function statementOf(boss: PgBoss): Promise<string> {
  let statement = ''
  const recorder: Db = {
    executeSql: async (text) => {
      statement = text
      return { rows: [] }
    },
  }
  await boss.fetch(DOCUMENT_QUEUE, { db: recorder })
  return statement
}

const CONDITION = `WHERE j.name = '${DOCUMENT_QUEUE}'`

function narrowed(statement: string): string {
  const [before, after, ...more] = statement.split(CONDITION)
  if (after === undefined || more.length > 0)
    throw new Error(`pg-boss takes jobs by another statement than was expected: ${statement}`)
  return `${before}${CONDITION} AND current_setting('${TAKER}', true) = 'on' AND j.id = (${TURN}) ${after}`
}

/** Several statements in one message have a result each; the first looked. */
const laterOf = (results: Rows | Rows[]): Rows[] => [results].flat().slice(1)

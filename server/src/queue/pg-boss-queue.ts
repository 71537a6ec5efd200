import { PgBoss, fromKysely, type ConstructorOptions, type SendOptions } from 'pg-boss'
import { connectionString } from '../db/connection-string.ts'
import type { Log } from '../telemetry/log.ts'
import { sql } from 'kysely'
import { Announcer, NOTIFY } from './announcer.ts'
import { consume } from './consume.ts'
import { readDepth } from './depth.ts'
import { indexTurns, takeInTurns } from './turns.ts'
import {
  DEAD_LETTERS,
  DOCUMENT_QUEUE,
  QUEUE_SCHEMA,
  type DocumentJob,
  type DocumentQueue,
  type EnqueueOptions,
  type JobSource,
  type QueuedJob,
  type Statement,
} from './queue.ts'

/** Seconds after which a job whose worker fell silent is taken again; pg-boss allows no less than 10. */
export const HEARTBEAT_SECONDS = 10

const QUEUE = {
  // At most one job of a document waits and at most one is active. A job can so be queued while the one
  // before is being finished, and is not taken until then.
  policy: 'stately',
  // Workers are told by the announcer, outside the transaction.
  notify: false,
  heartbeatSeconds: HEARTBEAT_SECONDS,
  deadLetter: DEAD_LETTERS,
  // The document's own rules decide how often it is tried; a job only ends when the document does.
  retryLimit: 1_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 30,
  // The longest pg-boss takes. The processor's clock is shorter.
  expireInSeconds: 24 * 60 * 60 - 1,
  retentionSeconds: 365 * 24 * 60 * 60,
  // Finished jobs tell nothing that the audit trail does not; few rows keep the statistics cheap.
  deleteAfterSeconds: 60 * 60,
}

export interface QueueDeps {
  /** `postgresql://…` */
  readonly url: string
  readonly log: Log
  /** A producer only enqueues and holds one connection; a worker listens and supervises, too. */
  readonly role: 'producer' | 'worker'
}

export interface RunningQueue extends DocumentQueue, JobSource {
  /** Makes or upgrades pg-boss's own schema first; any number of processes may start at once. */
  start(): Promise<void>
  stop(): Promise<void>
}

export function createDocumentQueue(deps: QueueDeps): RunningQueue {
  const { log } = deps
  const boss = new PgBoss(settings(deps))
  boss.on('error', (error) => log.warn({ err: error }, 'the queue had an error and goes on'))
  boss.on('warning', ({ message, data }) => log.warn({ data }, message))

  const announcer = new Announcer(() => boss.getDb())
  let inTurns = false

  const statement = async (jobs: readonly QueuedJob[]): Promise<Statement> => {
    const kept: { statement?: Statement } = {}
    const recorder = {
      executeSql: async (text: string, values: unknown[] = []) => {
        kept.statement = { text, values }
        return { rows: [] }
      },
    }
    const inserted = jobs.map(({ job, options = {} }) => ({ data: job, ...jobOptions(job, options) }))
    await boss.insert(DOCUMENT_QUEUE, inserted, { db: recorder })
    if (!kept.statement) throw new Error('pg-boss sent no statement')
    return kept.statement
  }

  return {
    async start() {
      await boss.start({ attempts: 5 })
      await boss.createQueue(DEAD_LETTERS, { retentionSeconds: QUEUE.retentionSeconds })
      await boss.createQueue(DOCUMENT_QUEUE, QUEUE)
      await indexTurns(boss.getDb())
      if (deps.role === 'worker' && !inTurns) await takeInTurns(boss)
      inTurns = true
    },
    async stop() {
      await announcer.settled()
      await boss.stop({ graceful: true, timeout: 5000 })
    },
    async enqueue(trx, job, options = {}) {
      const sent = { ...jobOptions(job, options), db: fromKysely(trx) }
      if ((await boss.send(DOCUMENT_QUEUE, job, sent)) === null) {
        const { priority = 0, startAfter = 0, singletonKey, db } = sent
        await boss.update(DOCUMENT_QUEUE, job, { priority, startAfter, singletonKey, db })
      }
      if (options.startAfter === undefined) await sql.raw(NOTIFY).execute(trx)
    },
    enqueueStatement: statement,
    announce: () => announcer.announce(),
    async cancel(trx, document) {
      const db = fromKysely(trx)
      for (const queue of [DOCUMENT_QUEUE, DEAD_LETTERS]) {
        const jobs = await boss.findJobs(queue, { key: document, db })
        if (jobs.length > 0)
          await boss.cancel(
            queue,
            jobs.map((job) => job.id),
            { db },
          )
      }
    },
    depth: () => readDepth(boss.getDb()),
    consume: (slots, handler) => consume(boss, log, slots, handler),
    async dropDeadLetters(ids) {
      if (ids.length > 0) await boss.deleteJob(DEAD_LETTERS, [...ids])
    },
  }
}

function settings({ url, role }: QueueDeps): ConstructorOptions {
  const worker = role === 'worker'
  return {
    connectionString: connectionString(url),
    schema: QUEUE_SCHEMA,
    application_name: `ledger-lift-queue-${role}`,
    max: worker ? 4 : 2,
    useListenNotify: worker,
    supervise: worker,
    schedule: false,
    registerInstance: false,
    persistWarnings: false,
    // How soon a silent worker is noticed after its heartbeat ran out.
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
  }
}

function jobOptions(
  job: DocumentJob,
  { priority, startAfter }: EnqueueOptions,
): SendOptions & { singletonKey: string } {
  return {
    singletonKey: job.document_id,
    ...(priority === undefined ? {} : { priority }),
    ...(startAfter === undefined ? {} : { startAfter }),
  }
}

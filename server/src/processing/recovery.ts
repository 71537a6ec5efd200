import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { documentsWithoutJob, settledDeadLetters } from '../queue/lost-jobs.ts'
import type { DocumentQueue, JobSource } from '../queue/queue.ts'
import type { Log } from '../telemetry/log.ts'
import type { Chore } from './janitor.ts'

/** Gives a job to every document that should have one and has not; drops dead letters that were dealt with. */
export function recovery(db: Kysely<Database>, queue: DocumentQueue & JobSource, log: Log): Chore {
  return {
    name: 'recovery',
    every: 15_000,
    async run() {
      for (const { job, options } of await documentsWithoutJob(db)) {
        await db.transaction().execute((trx) => queue.enqueue(trx, job, options))
        log.warn({ document_id: job.document_id }, 'a document without a job was queued again')
      }
      await queue.dropDeadLetters(await settledDeadLetters(db))
    },
  }
}

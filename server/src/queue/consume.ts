import type { Job, JobResult, PgBoss } from 'pg-boss'
import type { Log } from '../telemetry/log.ts'
import { during } from '../telemetry/work-context.ts'
import { DOCUMENT_QUEUE, type Consumption, type DocumentJob, type JobHandler } from './queue.ts'

/** Seconds between looks at the queue: for jobs that become due, which send no notification. */
const POLL_SECONDS = 1

/**
 * One pg-boss worker a slot, so that each can be told to look again as soon as its job is done: pg-boss would
 * wait for the next poll, which was measured at 8 jobs a second at best.
 */
export async function consume(
  boss: PgBoss,
  log: Log,
  slots: number,
  handler: JobHandler,
): Promise<Consumption> {
  const workers = await Promise.all(Array.from({ length: slots }, () => openSlot(boss, log, handler)))
  return {
    async stop() {
      await Promise.all(workers.map((id) => boss.offWork(DOCUMENT_QUEUE, { id, wait: true })))
    },
  }
}

async function openSlot(boss: PgBoss, log: Log, handler: JobHandler): Promise<string> {
  let id = ''
  const options = {
    perJobResults: true,
    // Three may be missed before the job is taken to be lost.
    heartbeatRefreshSeconds: 3,
    pollingIntervalSeconds: POLL_SECONDS,
    notifyPollingIntervalSeconds: POLL_SECONDS,
  } as const
  id = await boss.work<DocumentJob, unknown, typeof options>(DOCUMENT_QUEUE, options, async (jobs) => {
    const results = await Promise.all(jobs.map((job) => within(job, () => settle(job, handler, log))))
    boss.notifyWorker(id)
    return results
  })
  return id
}

/** Whatever is logged or queued meanwhile is so for the request that queued the job. */
const within = <T>({ data }: Job<DocumentJob>, work: () => T): T =>
  during({ ...data.origin, document_id: data.document_id }, work)

async function settle(job: Job<DocumentJob>, handler: JobHandler, log: Log): Promise<JobResult> {
  try {
    const outcome = await handler(job.data, job.signal)
    return { id: job.id, status: outcome === 'dead' ? 'deadletter' : 'completed' }
  } catch (error) {
    log.error({ err: error }, 'a job could not be settled and is taken again')
    return {
      id: job.id,
      status: 'failed',
      output: { message: error instanceof Error ? error.message : String(error) },
    }
  }
}

import type { Tracing } from '../telemetry/tracing.ts'
import type { RunningQueue } from './pg-boss-queue.ts'
import { DOCUMENT_QUEUE, type DocumentJob } from './queue.ts'

/** The same queue; the work on a job is followed back to what queued it. */
export function tracedQueue(queue: RunningQueue, tracing: Tracing): RunningQueue {
  const sent = (job: DocumentJob): DocumentJob => {
    if (job.origin?.traceparent === undefined) return job
    const span = tracing.start({
      name: `send ${DOCUMENT_QUEUE}`,
      kind: 'producer',
      parent: job.origin.traceparent,
      attributes: {
        'messaging.system': 'pg-boss',
        'messaging.destination.name': DOCUMENT_QUEUE,
        'messaging.operation.type': 'send',
        'ledger_lift.document_id': job.document_id,
      },
    })
    span.end()
    return { ...job, origin: { ...job.origin, traceparent: span.traceparent } }
  }
  return {
    ...queue,
    enqueue: (trx, job, options) => queue.enqueue(trx, sent(job), options),
    enqueueStatement: (jobs) =>
      queue.enqueueStatement(jobs.map((queued) => ({ ...queued, job: sent(queued.job) }))),
  }
}

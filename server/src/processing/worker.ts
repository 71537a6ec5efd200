import { hostname } from 'node:os'
import type { EngineOptions } from '@ledger-lift/extraction'
import type { Kysely } from 'kysely'
import type { Database } from '../db/schema.ts'
import { asTenant } from '../db/tenancy.ts'
import type { DocumentService } from '../documents/document-service.ts'
import { AppError } from '../errors.ts'
import type { Consumption, DocumentQueue, JobHandler, JobSource } from '../queue/queue.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import type { Log } from '../telemetry/log.ts'
import type { Tracing } from '../telemetry/tracing.ts'
import type { WorkMetrics } from '../telemetry/work-metrics.ts'
import { CHILD_LIMITS, type ChildLimits } from './children/limits.ts'
import { ChildPool } from './children/pool.ts'
import { DocumentProcessor } from './document-processor.ts'
import type { Layouter } from './layout/soffice.ts'
import { startJanitor, type Chore } from './janitor.ts'
import { presence, signOff, type WorkerIdentity } from './presence.ts'
import { recovery } from './recovery.ts'
import { openTemporaryFolder } from './temporary-folder.ts'

export interface WorkerDeps {
  /** Started. */
  readonly queue: DocumentQueue & JobSource
  readonly db: Kysely<Database>
  readonly storage: ObjectStorage
  readonly documents: DocumentService
  /** Documents at a time, and extraction processes. */
  readonly concurrency: number
  /** Where the worker makes its folder for documents at work: a disk with room for `concurrency` of the largest. */
  readonly temporary: string
  readonly version: string
  readonly log: Log
  readonly metrics: WorkMetrics
  /** While traces are sent. */
  readonly tracing?: Tracing
  /** What else is done now and then: sweeping uploads, emptying the list of deletions. */
  readonly chores?: readonly Chore[]
  readonly limits?: ChildLimits
  /** Another program for the extraction processes. */
  readonly engineEntry?: string
  /** Settings of the engine; its fingerprint covers them. */
  readonly engineOptions?: EngineOptions
  /** Lays Word documents out on pages. */
  readonly layouter?: Layouter
}

export interface RunningWorker {
  readonly id: string
  /** Documents at work may finish within `grace` milliseconds; the others are handed back, and no attempt is burnt. */
  stop(grace?: number): Promise<void>
}

const GRACE = 20_000

export async function startWorker(deps: WorkerDeps): Promise<RunningWorker> {
  const {
    queue,
    db,
    concurrency,
    log,
    limits = CHILD_LIMITS,
    engineEntry,
    engineOptions = {},
    chores = [],
  } = deps
  const identity = identify(deps)
  await using started = new AsyncDisposableStack()
  const folder = started.use(await openTemporaryFolder(deps.temporary))
  const pool = new ChildPool({
    size: concurrency,
    documents: folder.path,
    limits,
    log,
    ended: (reason) => deps.metrics.childEnds.inc({ reason }),
    engine: engineOptions,
    ...(engineEntry === undefined ? {} : { entry: engineEntry }),
  })
  started.defer(() => pool.stop())
  const engine = await pool.start()
  const processor = new DocumentProcessor({
    ...deps,
    pool,
    limits,
    engine,
    temporary: folder.path,
    workerId: identity.id,
  })
  const stopping = new AbortController()
  const janitor = startJanitor([presence(db, identity), recovery(db, queue, log), ...chores], log)
  started.defer(() => janitor.stop())
  const consumption = await queue.consume(concurrency, handler(processor, stopping.signal))
  log.info({ worker: identity.id, concurrency, engine: engine.fingerprint }, 'the worker is ready')
  const everything = started.move()
  return {
    id: identity.id,
    async stop(grace = GRACE) {
      await finishOrHandBack(consumption, stopping, grace)
      await everything.disposeAsync()
      await signOff(db, identity).catch((error: unknown) =>
        log.warn({ err: error }, 'the worker could not sign off'),
      )
      log.info({ worker: identity.id }, 'the worker has stopped')
    },
  }
}

function identify({ version, concurrency }: WorkerDeps): WorkerIdentity {
  const host = hostname()
  const { pid } = process
  return { id: `${host}/${pid}`, host, pid, version, concurrency, startedAt: new Date() }
}

const handler =
  (processor: DocumentProcessor, stopping: AbortSignal): JobHandler =>
  (job, lost) => {
    const leaseLost = new AbortController()
    const why = new AppError(
      'processing.lease_lost',
      'The job of this document is not with this worker any more.',
    )
    lost.addEventListener('abort', () => leaseLost.abort(why), { once: true })
    const signal = AbortSignal.any([stopping, leaseLost.signal])
    return asTenant(job.tenant_id, () => processor.process(job, signal))
  }

async function finishOrHandBack(
  consumption: Consumption,
  stopping: AbortController,
  grace: number,
): Promise<void> {
  const why = new AppError('server.stopping', 'The worker is stopping.')
  const end = setTimeout(() => stopping.abort(why), grace)
  await consumption.stop().finally(() => clearTimeout(end))
}

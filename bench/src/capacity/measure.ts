import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import pino from 'pino'
import { startEmbeddedPostgres } from '../../../server/src/embedded/postgres.ts'
import { uploadAndRegister } from '../../../server/src/faults/api-client.ts'
import { Program, run } from '../alerts/program.ts'
import { kept } from './kept.ts'
import { makeDocuments } from './make-documents.ts'
import { ProcessorTime } from './processor-time.ts'

/** Of one worker with one extraction process, warm. */
export interface KindCapacity {
  readonly pages: number
  readonly sourceBytesPerPage: number
  readonly pagesPerSecond: number
  /** Of worker and extraction process, which is what the page takes on a machine that is busy, too. */
  readonly processorSecondsPerPage: number
  /** The most that the extraction process had resident. */
  readonly childMB: number
  /** What is kept of a page besides its source. */
  readonly objectBytesPerPage: number
  readonly databaseBytesPerPage: number
  readonly rowsPerPage: number
}

export interface Processing {
  readonly native: KindCapacity
  readonly scanned: KindCapacity
  /** Resident, after the work. */
  readonly apiMB: number
  readonly workerMB: number
}

export interface ProcessingOptions {
  readonly documents: string | undefined
  readonly pages: { readonly native: number; readonly scanned: number }
}

/** The real program with one worker works a printed document and a scanned one, after a small one of each. */
export async function measureProcessing({ documents, pages }: ProcessingOptions): Promise<Processing> {
  await using stack = new AsyncDisposableStack()
  const stage = await setUp(stack)
  const small = await makeDocuments(documents, { native: 3, scanned: 1 }, stage.folder)
  for (const bytes of [small.native, small.scanned]) await worked(stage, bytes)
  const made = await makeDocuments(documents, pages, stage.folder)
  return {
    native: await capacityOf(stage, made.native, pages.native),
    scanned: await capacityOf(stage, made.scanned, pages.scanned),
    apiMB: residentMB(stage.api.pid),
    workerMB: residentMB(stage.worker.pid),
  }
}

type Stage = Awaited<ReturnType<typeof setUp>>

async function setUp(stack: AsyncDisposableStack) {
  const folder = await mkdtemp(join(tmpdir(), 'll-capacity-'))
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const log = pino({ level: 'silent' })
  const postgres = await startEmbeddedPostgres({ home: join(folder, 'db'), log })
  stack.defer(() => postgres.stop())
  const home = join(folder, 'home')
  const environment = {
    DATABASE_URL: postgres.url,
    LEDGER_LIFT_HOME: home,
    PORT: '0',
    WORKER_CONCURRENCY: '1',
  }
  await run(['migrate', 'upgrade', 'head'], environment)
  const key = /ll_live_\w+/.exec(await run(['keys', 'create', '--role', 'admin'], environment))?.[0] ?? ''
  const admin = new pg.Client({ connectionString: postgres.url })
  await admin.connect()
  stack.defer(() => admin.end())
  const [api, worker] = [new Program('serve', environment), new Program('worker', environment)]
  for (const program of [api, worker]) stack.defer(() => program.stop())
  const address = `http://${await api.says(/"address":"http:\/\/([^"]+)"/)}`
  await worker.says(/(the worker is ready)/)
  return { folder, admin, api, worker, caller: { address, key }, objects: join(home, 'objects') }
}

async function capacityOf(stage: Stage, bytes: Uint8Array, pages: number): Promise<KindCapacity> {
  const before = await kept(stage.admin, stage.objects)
  const { seconds, childMB, processorSeconds } = await worked(stage, bytes)
  const after = await kept(stage.admin, stage.objects)
  return {
    pages,
    sourceBytesPerPage: bytes.length / pages,
    pagesPerSecond: pages / seconds,
    processorSecondsPerPage: processorSeconds / pages,
    childMB,
    objectBytesPerPage: (after.objectBytes - before.objectBytes - bytes.length) / pages,
    databaseBytesPerPage: (after.databaseBytes - before.databaseBytes) / pages,
    rowsPerPage: (after.rows - before.rows) / pages,
  }
}

interface Worked {
  readonly seconds: number
  readonly processorSeconds: number
  readonly childMB: number
}

/** From the first event of the work to the last, when nothing of it is left that is to be removed. */
async function worked({ caller, worker, admin }: Stage, bytes: Uint8Array): Promise<Worked> {
  const spent = new ProcessorTime()
  const look = () => spent.look([worker.pid, ...worker.children()])
  look()
  const id = await uploadAndRegister(caller, Buffer.from(bytes))
  let childMB = 0
  for (;;) {
    look()
    childMB = Math.max(childMB, ...worker.children().map(residentMB))
    const { rows } = await admin.query<{ seconds: number | null; left: number; failure: string | null }>(
      `SELECT (SELECT extract(epoch FROM max(created_at) FILTER (WHERE event_type = 'PROCESSING_COMPLETED')
            - min(created_at) FILTER (WHERE event_type = 'PROCESSING_STARTED'))::float8
          FROM processing_events WHERE document_id = $1) AS seconds,
        (SELECT count(*)::int FROM pending_deletions) AS left,
        (SELECT error_message FROM documents WHERE id = $1 AND processing_status = 'FAILED') AS failure`,
      [id],
    )
    const [{ seconds = null, left = 0, failure = null } = {}] = rows
    if (failure !== null) throw new Error(failure)
    if (seconds !== null && left === 0) return { seconds, processorSeconds: spent.seconds, childMB }
    await pause(50)
  }
}

/** 0 for a process that has ended. */
function residentMB(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

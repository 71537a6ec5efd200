import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import pino from 'pino'
import { startStandby } from '../../../server/src/db/standby.ts'
import { startEmbeddedPostgres } from '../../../server/src/embedded/postgres.ts'
import { onePagePdf, uploadAndRegister } from '../../../server/src/faults/api-client.ts'
import { Cable } from './cable.ts'
import { HeldRequests } from './held-requests.ts'
import { Program, run } from './program.ts'
import { Prometheus } from './prometheus.ts'

export interface Fired {
  readonly alert: string
  readonly cause: string
  /** Until it fired, with `for: 0s` and a look a second. */
  readonly seconds: number
}

/** Causes the condition of each alert on the real system, one after the other, and waits until Prometheus fires it. */
export async function causeEveryAlert(print: (line: string) => void): Promise<Fired[]> {
  await using stack = new AsyncDisposableStack()
  const stage = await setUp(stack)
  const fired: Fired[] = []
  const expect = async (alert: string, cause: string, act?: () => Promise<unknown>) => {
    fired.push({ alert, cause, seconds: await stage.prometheus.untilFiring(alert, act) })
    print(`${alert} fired: ${cause}`)
  }
  await pause(10_000)
  const calm = (await stage.prometheus.firing()).filter((alert) => alert !== 'LedgerLiftBackupOld')
  if (calm.length > 0) throw new Error(`fires on a healthy system: ${calm.join(', ')}`)

  await backups(stage, expect)
  await documents(stage, expect)
  await requests(stage, expect)
  await replica(stage, expect)
  await processes(stage, expect)
  return fired
}

type Expect = (alert: string, cause: string, act?: () => Promise<unknown>) => Promise<void>
type Stage = Awaited<ReturnType<typeof setUp>>

async function setUp(stack: AsyncDisposableStack) {
  const folder = await mkdtemp(join(tmpdir(), 'll-alerts-'))
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const postgres = await startEmbeddedPostgres({ home: join(folder, 'db'), log: pino({ level: 'silent' }) })
  stack.defer(() => postgres.stop())
  const direct = new URL(postgres.url.replace(/@[^/]*\//, '@host/'))
  const socket = decodeURIComponent(/@([^:/]*)/.exec(postgres.url)?.[1] ?? '')
  const cable = await Cable.lay(join(socket, '.s.PGSQL.5432'))
  stack.defer(() => cable.close())
  const url = `postgresql://${direct.username}:${direct.password}@127.0.0.1:${cable.port}/ledger_lift`
  const environment = {
    DATABASE_URL: url,
    DATABASE_POOL_SIZE: '4',
    LEDGER_LIFT_HOME: join(folder, 'home'),
    PORT: '0',
    WORKER_PORT: '0',
    WORKER_CONCURRENCY: '2',
  }
  await run(['migrate', 'upgrade', 'head'], environment)
  const key = /ll_live_\w+/.exec(await run(['keys', 'create', '--role', 'admin'], environment))?.[0] ?? ''
  const admin = stack.use(await connected(postgres.url))
  const prometheus = stack.use(await Prometheus.start(join(folder, 'prometheus')))
  const start = async (job: 'api' | 'worker', more: Readonly<Record<string, string>> = {}) => {
    const program = new Program(job === 'api' ? 'serve' : 'worker', { ...environment, ...more })
    stack.defer(() => program.stop())
    const address = await program.says(/"address":"http:\/\/([^"]+)"/)
    prometheus.watch({ job: `ledger-lift-${job}`, address })
    return { program, address: `http://${address}` }
  }
  const api = await start('api')
  const worker = await start('worker')
  await worker.program.says(/(the worker is ready)/)
  return {
    folder,
    postgres,
    environment,
    cable,
    admin,
    prometheus,
    start,
    api,
    worker,
    caller: { address: api.address, key },
  }
}

async function connected(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}

async function backups({ environment, admin }: Stage, expect: Expect): Promise<void> {
  await run(['backup', 'create'], environment)
  await pause(9_000)
  await admin.query(
    `UPDATE backups SET begun_at = begun_at - interval '2 days', finished_at = finished_at - interval '2 days'`,
  )
  await expect('LedgerLiftBackupOld', 'the last backup is two days old')
}

async function documents(stage: Stage, expect: Expect): Promise<void> {
  const { caller, worker, admin } = stage
  await expect('LedgerLiftDocumentsFailing', 'files that are no PDF are registered', () =>
    uploadAndRegister(caller, Buffer.from('%PDF-1.7\nnothing')),
  )
  const kill = async () => {
    for (const pid of worker.program.children()) process.kill(pid, 'SIGKILL')
  }
  await uploadAndRegister(caller, onePagePdf('Total 1'))
  await expect('LedgerLiftExtractionCrashing', 'extraction processes are killed', async () => {
    await kill()
    await uploadAndRegister(caller, onePagePdf('Total 2'))
  })
  await expect('LedgerLiftJobsGivenUp', 'a document kills its process at each attempt', kill)
  await worker.program.stop('SIGTERM')
  await uploadAndRegister(caller, onePagePdf('Total 3'))
  await expect('LedgerLiftNoWorker', 'the worker is stopped while documents wait')
  await expect('LedgerLiftProcessDown', 'the worker is gone')
  await admin.query(
    `UPDATE pgboss.job SET start_after = now() - interval '11 minutes' WHERE state = 'created'`,
  )
  await expect('LedgerLiftQueueOld', 'a document waits for eleven minutes')
}

async function requests({ admin, caller, cable, api }: Stage, expect: Expect): Promise<void> {
  const list = () =>
    fetch(`${caller.address}/v1/documents`, { headers: { authorization: `Bearer ${caller.key}` } }).catch(
      () => null,
    )
  const blocked = async () => {
    await admin.query('BEGIN')
    await admin.query('LOCK TABLE documents IN ACCESS EXCLUSIVE MODE')
    const answers = Promise.all(Array.from({ length: 24 }, list))
    await pause(6_500)
    await admin.query('COMMIT')
    await answers
  }
  await expect('LedgerLiftConnectionsExhausted', '24 requests wait for a table that is locked', blocked)
  await expect('LedgerLiftRequestsSlow', 'the same requests are answered late', blocked)
  cable.pull()
  await expect('LedgerLiftDatabaseUnavailable', 'the network to the database is cut')
  await expect('LedgerLiftRequestsFailing', 'requests while the database is away', list)
  cable.mend()
  await expect('LedgerLiftEventLoopBlocked', 'the API is stopped for a second, again and again', async () => {
    api.program.signal('SIGSTOP')
    await pause(1_500)
    api.program.signal('SIGCONT')
    await pause(300)
  })
}

async function replica({ folder, postgres, start, admin }: Stage, expect: Expect): Promise<void> {
  await using standby = await startStandby(join(folder, 'db'), postgres.url, join(folder, 'standby'))
  const reading = await start('api', { DATABASE_READ_URL: standby.url })
  await using client = await connected(standby.url)
  await client.query('SELECT pg_wal_replay_pause()')
  await expect('LedgerLiftReplicaBehind', 'the replica replays nothing while the primary is written to', () =>
    admin.query('UPDATE backups SET location = location'),
  )
  await reading.program.stop()
}

async function processes({ start, caller }: Stage, expect: Expect): Promise<void> {
  const tight = await start('api', { NODE_OPTIONS: '--max-old-space-size=64 --max-semi-space-size=1' })
  using requests = new HeldRequests(tight.address, caller.key)
  await expect('LedgerLiftMemoryHigh', 'an API with little memory holds many requests', () =>
    requests.fill(0.88),
  )
  await tight.program.stop()
  const keyless = await start('api', {
    USE_AWS: 'true',
    S3_BUCKET: 'without-credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
  })
  await expect('LedgerLiftStorageFailing', 'object storage that gives no access', () =>
    fetch(`${keyless.address}/readyz`),
  )
  await expect('LedgerLiftPresignFailing', 'no credentials to sign upload addresses with', () =>
    fetch(`${keyless.address}/v1/uploads/presign`, {
      method: 'POST',
      headers: { authorization: `Bearer ${caller.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ filename: 'a.pdf', content_type: 'application/pdf', file_size: 1 }),
    }),
  )
}

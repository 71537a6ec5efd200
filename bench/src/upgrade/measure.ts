import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pino from 'pino'
import { openDatabase, type OpenDatabase } from '../../../server/src/db/pool.ts'
import { forAllTenants } from '../../../server/src/db/tenancy.ts'
import { brokenInvariants } from '../../../server/src/documents/invariants.ts'
import { startEmbeddedPostgres } from '../../../server/src/embedded/postgres.ts'
import { Program, run } from '../alerts/program.ts'
import { checkOut } from './earlier-program.ts'
import { Traffic } from './traffic.ts'

export interface Upgraded {
  readonly from: string
  /** What the newer program applied while the older one served. */
  readonly applied: readonly string[]
  readonly requests: number
  readonly failures: readonly string[]
  readonly documents: number
  /** Documents by the version whose worker published them. */
  readonly workedBy: { readonly older: number; readonly newer: number }
  readonly broken: readonly unknown[]
}

/** Documents that are registered between two steps. */
const BETWEEN = 12
const log = pino({ level: 'silent' })

/** Older program → both, on the newer schema → newer program → older one again; callers go on all the time. */
export async function upgradeUnderTraffic(from: string, print: (line: string) => void): Promise<Upgraded> {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'll-upgrade-'))
  stack.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const older = checkOut(from, join(folder, 'older'))
  const postgres = await startEmbeddedPostgres({ home: join(folder, 'db'), log })
  stack.defer(() => postgres.stop())
  const environment = {
    DATABASE_URL: postgres.url,
    LEDGER_LIFT_HOME: join(folder, 'home'),
    PORT: '0',
    WORKER_CONCURRENCY: '1',
  }
  const start = (main?: string) => startVersion(environment, stack, main)
  await run(['migrate', 'upgrade', 'head'], environment, older)
  const key = /ll_live_\w+/.exec(await run(['keys', 'create', '--role', 'admin'], environment, older))?.[0]

  const one = await start(older)
  const traffic = new Traffic(key ?? '', [one.address])
  await traffic.untilRegistered(BETWEEN)
  const applied = (await run(['migrate', 'upgrade', 'head'], environment)).match(/\d{4}-\S+/g) ?? []
  print(`applied while the older program serves: ${applied.join(', ')}`)
  await traffic.untilRegistered(BETWEEN)
  const two = await start()
  traffic.addresses = [one.address, two.address]
  await traffic.untilRegistered(BETWEEN)
  traffic.addresses = [two.address]
  await one.stop()
  print('the newer program serves alone')
  await traffic.untilRegistered(BETWEEN)
  const again = await start(older)
  traffic.addresses = [two.address, again.address]
  await traffic.untilRegistered(BETWEEN)
  print('the older program came back on the newer schema')
  await traffic.stop()

  const database = openDatabase({ url: postgres.url, poolSize: 2, log, unscoped: 'everything' })
  stack.defer(() => database.close())
  await untilWorked(database)
  print((await run(['audit', 'verify'], environment)).trim())
  const { requests, failures, documents } = traffic
  const broken = await forAllTenants(() => brokenInvariants(database.db))
  const workedBy = await workers(database, two.workerId)
  return { from, applied, requests, failures, documents: documents.length, workedBy, broken }
}

async function startVersion(
  environment: Readonly<Record<string, string>>,
  stack: AsyncDisposableStack,
  main?: string,
) {
  const [api, worker] = ['serve', 'worker'].map((command) => new Program(command, environment, main))
  if (api === undefined || worker === undefined) throw new Error('both were started')
  for (const program of [api, worker]) stack.defer(() => program.stop())
  const address = `http://${await api.says(/"address":"http:\/\/([^"]+)"/)}`
  await worker.says(/(the worker is ready)/)
  const stop = async () => {
    await worker.stop('SIGTERM')
    await api.stop('SIGTERM')
  }
  return { address, workerId: `${hostname()}/${worker.pid}`, stop }
}

async function untilWorked({ db }: OpenDatabase): Promise<void> {
  const left = () =>
    db.selectFrom('documents').select('id').where('processing_status', 'not in', ['COMPLETED', 'FAILED'])
  while ((await left().execute()).length > 0) await pause(200)
}

async function workers({ db }: OpenDatabase, newer: string): Promise<Upgraded['workedBy']> {
  const runs = await db
    .selectFrom('processing_runs')
    .select('worker_id')
    .where('status', '=', 'PUBLISHED')
    .execute()
  const byNewer = runs.filter(({ worker_id }) => worker_id === newer).length
  return { older: runs.length - byNewer, newer: byNewer }
}

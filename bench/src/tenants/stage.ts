import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { createKey } from '../../../server/src/auth/key-store.ts'
import { createTenant, type TenantQuotas } from '../../../server/src/auth/tenant-store.ts'
import { upgrade } from '../../../server/src/db/migrate.ts'
import { openDatabase, type OpenDatabase } from '../../../server/src/db/pool.ts'
import { startEmbeddedPostgres } from '../../../server/src/embedded/postgres.ts'
import type { TenantId } from '../../../server/src/ids.ts'
import { keptSigningSecret } from '../../../server/src/storage/filesystem/signing-secret.ts'
import { openStorage } from '../../../server/src/storage/open-storage.ts'
import type { ObjectStorage } from '../../../server/src/storage/storage.ts'
import { Program } from '../alerts/program.ts'
import { startApi } from '../load/servers.ts'

export const API_PROCESSES = 3
export const WORKERS = 4

/** The real program in as many processes, on a real database and a directory, all made for this and removed after. */
export interface Stage {
  readonly database: OpenDatabase
  readonly storage: ObjectStorage
  readonly apis: readonly string[]
}

export async function setUp(stack: AsyncDisposableStack): Promise<Stage> {
  const log = pino({ level: 'silent' })
  const home = await mkdtemp(join(tmpdir(), 'll-tenants-'))
  stack.defer(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))
  const postgres = await startEmbeddedPostgres({ home: join(home, 'database'), log })
  stack.defer(() => postgres.stop())
  const database = openDatabase({ url: postgres.url, poolSize: 4, log })
  stack.defer(() => database.close())
  await upgrade(database.db)
  const directory = join(home, 'objects')
  const secret = keptSigningSecret(directory)
  const storage = openStorage({ driver: 'filesystem', directory, secret, publicUrl: () => '' })
  const apis = await Promise.all(
    times(API_PROCESSES, async () => stack.use(await startApi(home, postgres.url))),
  )
  const environment = { LEDGER_LIFT_HOME: home, DATABASE_URL: postgres.url, WORKER_CONCURRENCY: '1' }
  const workers = times(WORKERS, () => new Program('worker', environment))
  stack.defer(async () => void (await Promise.all(workers.map((worker) => worker.stop()))))
  await Promise.all(workers.map((worker) => worker.says(/the worker is ready/)))
  return { database, storage, apis: apis.map(({ url }) => url) }
}

export const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

export interface Tenant {
  readonly id: TenantId
  /** A new one each time, with a limit of its own where one is given. */
  key(requestsPerMinute: number): Promise<string>
}

export async function makeTenant(
  { db }: OpenDatabase,
  name: string,
  quotas: Partial<TenantQuotas>,
): Promise<Tenant> {
  const { id } = await createTenant(db, name, quotas)
  const base = { tenant: id, name: 'bench', role: 'analyst', scopes: null, expiresAt: null } as const
  return {
    id,
    key: async (requestsPerMinute) =>
      (await createKey(db, { ...base, requestsPerMinute, actor: 'bench' })).token,
  }
}

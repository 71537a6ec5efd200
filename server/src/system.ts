import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { VERSION, WEB_ROOT } from './about.ts'
import { openAccess } from './auth/open-access.ts'
import { dailyBackup } from './backup/daily.ts'
import { listenAt } from './cli/listen.ts'
import type { Database, Parts, Settings, System, SystemOptions } from './cli/program.ts'
import { untilThere } from './cli/until-there.ts'
import type { Auditor } from './audit/auditor.ts'
import { openAuditor } from './audit/open-auditor.ts'
import type { Config } from './config.ts'
import { assertSchemaCompatible, upgrade } from './db/migrate.ts'
import { openDatabase } from './db/pool.ts'
import { createRead } from './db/replica.ts'
import type { Scope } from './db/tenancy.ts'
import { createDocumentService } from './documents/create-document-service.ts'
import { openEmbeddedPostgres } from './embedded/open.ts'
import { createWorkerEndpoint } from './health/worker-endpoint.ts'
import { makeHome } from './home.ts'
import type { HttpDeps } from './http/deps.ts'
import { createHttpServer } from './http/server.ts'
import { createMeter } from './limits/meter.ts'
import type { Chore } from './processing/janitor.ts'
import { limitsOf } from './processing/children/limits.ts'
import { Soffice } from './processing/layout/soffice.ts'
import { startWorker, type WorkerDeps } from './processing/worker.ts'
import { sweepPasswords } from './passwords/sweep-passwords.ts'
import { purgeExpired } from './retention/purge-expired.ts'
import { createDocumentQueue } from './queue/pg-boss-queue.ts'
import { tracedQueue } from './queue/traced-queue.ts'
import { drainDeletions } from './storage/drain-deletions.ts'
import { keptSigningSecret } from './storage/filesystem/signing-secret.ts'
import { openStorage, type StorageSettings } from './storage/open-storage.ts'
import type { ObjectStorage } from './storage/storage.ts'
import { measuredStorage } from './telemetry/measured-storage.ts'
import { createMetrics, type Metrics } from './telemetry/metrics.ts'
import type { Tracing } from './telemetry/tracing.ts'
import { sweepAllUploads } from './uploads/sweep-uploads.ts'
import { deliverWebhooks, forgetDeliveries } from './webhooks/deliver.ts'
import type { WebhookSettings } from './webhooks/store.ts'

/** Milliseconds. */
const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** storage → database → queue → service, and HTTP and worker on top. */
export async function openSystem(settings: Settings, options: SystemOptions): Promise<System> {
  const { config, log } = settings
  await using opened = new AsyncDisposableStack()
  const metrics = createMetrics()
  metrics.about.set({ version: VERSION }, 1)
  const objects = opened.adopt(openObjects(settings), (each) => each.close())
  const storage = measuredStorage(objects, metrics)
  const database = opened.use(await openAnyDatabase(settings, options.alone, 'nothing'))
  const tracing = await openTracing(settings)
  if (tracing) opened.defer(() => tracing.stop())
  const untraced = createDocumentQueue({ url: database.url, log, role: options.role })
  const queue = tracing ? tracedQueue(untraced, tracing) : untraced
  opened.defer(() => queue.stop())
  const documents = createDocumentService({ db: database.db, queue })
  const access = openAccess(config, database.db)
  const auditor = openAuditor(config, database.db, storage)
  const parts: Parts = { storage, database, queue, documents, access, auditor, ...(tracing && { tracing }) }

  const running = opened.move()
  return {
    ...parts,
    async listen() {
      const deps = httpDeps(settings, parts, metrics)
      const server = running.adopt(await createHttpServer(deps, options.admit), (each) => each.close())
      return await listenAt(server, config)
    },
    async expose() {
      const { workerPort: port, host, metricsToken } = config
      if (port === undefined) return null
      const { db, pool } = database
      const endpoint = running.adopt(createWorkerEndpoint({ db, pool, metrics, metricsToken }), (each) =>
        each.close(),
      )
      return await listenAt(endpoint, { host, port }, 'WORKER_PORT')
    },
    async prepare(stop) {
      const schema = () => (options.migrate ? upgrade(database.db) : assertSchemaCompatible(database.db))
      await untilThere(schema, log, stop)
      await untilThere(() => queue.start(), log, stop)
    },
    async work() {
      running.adopt(await startWorker(workerDeps(settings, parts, metrics)), (each) =>
        each.stop(options.grace),
      )
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

const httpDeps = (
  { config, log }: Settings,
  { storage, database, queue, documents, access, auditor, tracing }: Parts,
  metrics: Metrics,
): HttpDeps => ({
  log,
  version: VERSION,
  settings: {
    host: config.host,
    corsOrigins: config.corsOrigins,
    callerPerMinute: config.rateLimitCaller,
    tenantPerMinute: config.rateLimitTenant,
    secureCookies: config.publicUrl?.startsWith('https:') ?? false,
    maxFileSize: config.maxFileSize,
    presignTtl: config.presignTtl,
    uploadOrigins: uploadOrigins(config),
    auditReads: config.auditReads,
    retentionDays: config.retentionDays,
    metricsToken: config.metricsToken,
    webRoot: WEB_ROOT,
  },
  db: database.db,
  read: createRead({ ...database, answered: (by) => metrics.reads.inc({ database: by }) }),
  replica: database.replica,
  pool: database.pool,
  storage,
  queue,
  documents,
  metrics,
  auth: access.auth,
  meter: createMeter(database.db),
  auditor,
  webhooks: webhookSettings(config),
  ...(tracing && { tracing }),
})

/** The embedded mode has nobody else who would make them. */
function ownBackups({ config, log }: Settings, { database, storage }: Parts): readonly Chore[] {
  const { backupDirectory, backupEveryHours: every, backupKeep: keep, databaseUrl, home } = config
  if (databaseUrl !== undefined || every === 0) return []
  const folder = backupDirectory ?? join(home, 'backups')
  return [dailyBackup({ url: database.url, storage, version: VERSION, folder, every, keep, log })]
}

function workerDeps(settings: Settings, parts: Parts, metrics: Metrics): WorkerDeps {
  const { config, log } = settings
  const { storage, database, queue, documents, auditor, tracing } = parts
  const { db } = database
  const chores: readonly Chore[] = [
    { name: 'meters', every: HOUR, run: () => createMeter(db).forgetOld() },
    { name: 'deletions', every: 10_000, run: (stop) => drainDeletions({ db, storage }, stop) },
    { name: 'checkpoints', every: config.auditCheckpointMinutes * MINUTE, run: () => anchor(auditor) },
    {
      name: 'retention',
      every: HOUR,
      run: (stop) => purgeExpired({ db, documents, days: config.retentionDays }, stop),
    },
    {
      name: 'webhooks',
      every: 2_000,
      run: (stop) => deliverWebhooks({ db, settings: webhookSettings(config) }, stop),
    },
    {
      name: 'sent webhooks',
      every: HOUR,
      run: () => forgetDeliveries({ db, settings: webhookSettings(config) }),
    },
    ...ownBackups(settings, parts),
    { name: 'passwords', every: HOUR, run: (stop) => sweepPasswords({ db, storage }, stop) },
    { name: 'uploads', every: HOUR, run: (stop) => sweepAllUploads({ db, storage }, stop) },
  ]
  const { workerConcurrency: concurrency } = config
  return {
    queue,
    db,
    storage,
    documents,
    concurrency,
    limits: limitsOf(config),
    temporary: temporaryFolder(config),
    version: VERSION,
    log,
    metrics: metrics.work,
    ...(tracing && { tracing }),
    ...(config.layoutProgram === 'off' ? {} : { layouter: new Soffice(config.layoutProgram, log) }),
    engineOptions: { stitch: config.stitchTables, languages: config.ocrLanguages },
    chores,
  }
}

/** The library is loaded by those who send traces, and by nobody else. */
async function openTracing({ config, log }: Settings): Promise<Tracing | undefined> {
  const { otlpEndpoint: endpoint, otlpHeaders, traceShare } = config
  if (endpoint === undefined) return undefined
  const { openOtlp } = await import('./telemetry/otlp.ts')
  return openOtlp({ endpoint, headers: otlpHeaders, share: traceShare, version: VERSION, log })
}

export const webhookSettings = ({ secretsKey, webhookNetworks, webhookHttp }: Config): WebhookSettings => ({
  secretsKey,
  rules: { networks: webhookNetworks, http: webhookHttp },
})

/** Without a key there is nothing to sign with: `doctor` names that, and what to do. */
async function anchor(auditor: Auditor): Promise<void> {
  if (auditor.canSign) await auditor.checkpoint()
}

/** The configured database, else the embedded one. */
export async function openAnyDatabase(
  { config, log }: Settings,
  alone: boolean,
  unscoped: Scope = 'owner',
): Promise<Database> {
  await using opened = new AsyncDisposableStack()
  if (!config.databaseUrl) makeHome(config.home)
  const url = config.databaseUrl ?? opened.use(await openEmbeddedPostgres(config.home, alone, log)).url
  const database = openDatabase({
    url,
    readUrl: config.databaseReadUrl,
    poolSize: config.databasePoolSize,
    unscoped,
    log,
  })
  opened.defer(() => database.close())
  const running = opened.move()
  return { ...database, url, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

export const openObjects = ({ config }: Settings): ObjectStorage => openStorage(storageSettings(config))

function storageSettings(config: Config): StorageSettings {
  if (!config.s3Bucket) {
    makeHome(config.home)
    const directory = join(config.home, 'objects')
    const publicUrl = config.publicUrl?.replace(/\/$/, '') ?? ''
    return {
      driver: 'filesystem',
      directory,
      secret: keptSigningSecret(directory),
      publicUrl: () => publicUrl,
    }
  }
  const { awsAccessKeyId: accessKeyId, awsSecretAccessKey: secretAccessKey } = config
  return {
    driver: 's3',
    useAws: config.useAws,
    bucket: config.s3Bucket,
    region: config.awsRegion,
    forcePathStyle: config.s3ForcePathStyle,
    ...(config.s3Endpoint && { endpoint: config.s3Endpoint }),
    ...(config.s3PublicEndpoint && { publicEndpoint: config.s3PublicEndpoint }),
    ...(accessKeyId && secretAccessKey && { credentials: { accessKeyId, secretAccessKey } }),
    ...(config.s3Sse && {
      encryption: { mode: config.s3Sse, ...(config.s3KmsKeyId && { kmsKeyId: config.s3KmsKeyId }) },
    }),
  }
}

/** Where a browser sends uploads besides our own address. */
function uploadOrigins({
  s3Bucket,
  s3Endpoint,
  s3PublicEndpoint,
  s3ForcePathStyle,
  awsRegion,
}: Config): string[] {
  if (!s3Bucket) return []
  const { protocol, host } = new URL(
    s3PublicEndpoint ?? s3Endpoint ?? `https://s3.${awsRegion}.amazonaws.com`,
  )
  return [`${protocol}//${s3ForcePathStyle ? host : `${s3Bucket}.${host}`}`]
}

/** Documents at work, with their data where those are local: that disk has room for them. */
function temporaryFolder({ s3Bucket, home }: Config): string {
  return s3Bucket ? join(tmpdir(), `ledger-lift-${userInfo().uid}`) : join(home, 'at-work')
}

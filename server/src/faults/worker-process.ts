import { createDocumentService } from '../documents/create-document-service.ts'
import { openDatabase } from '../db/pool.ts'
import { CHILD_LIMITS } from '../processing/children/limits.ts'
import { startWorker } from '../processing/worker.ts'
import { createDocumentQueue } from '../queue/pg-boss-queue.ts'
import { FilesystemStorage } from '../storage/filesystem/filesystem-storage.ts'
import { createLogger } from '../telemetry/log.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { storageSettings, type WorkerSettings } from './worker-settings.ts'

/** A worker as a process of its own, for the fault tests to kill: the system's own parts, the faulty engine. */
const settings: WorkerSettings = JSON.parse(process.argv[2] ?? '')
const { url, directory, temporary, concurrency, engineEntry, grace } = settings

const log = createLogger({ level: 'INFO', format: 'json' })
const { db, close } = openDatabase({ url, poolSize: 6, log })
const queue = createDocumentQueue({ url, log, role: 'worker' })
await queue.start()
const worker = await startWorker({
  queue,
  db,
  storage: new FilesystemStorage(storageSettings(directory)),
  documents: createDocumentService({ db, queue }),
  concurrency,
  temporary,
  engineEntry,
  version: '0.0.0',
  limits: { ...CHILD_LIMITS, memory: 400 * 1024 ** 2 },
  log,
  metrics: createMetrics().work,
})

process.once('SIGTERM', async () => {
  await worker.stop(grace)
  await queue.stop()
  await close()
  process.exit(0)
})
process.send?.('ready')

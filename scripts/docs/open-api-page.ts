import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuditor } from '../../server/src/audit/auditor.ts'
import { createAuthenticator } from '../../server/src/auth/authenticator.ts'
import { openDatabase } from '../../server/src/db/pool.ts'
import { createDocumentService } from '../../server/src/documents/create-document-service.ts'
import { createHttpServer } from '../../server/src/http/server.ts'
import { createDocumentQueue } from '../../server/src/queue/pg-boss-queue.ts'
import { createRead } from '../../server/src/db/replica.ts'
import { createMeter } from '../../server/src/limits/meter.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { createLogger } from '../../server/src/telemetry/log.ts'
import { createMetrics } from '../../server/src/telemetry/metrics.ts'

/** What GET /openapi.json answers, from a server that is never started: its parts connect when first used. */
export async function openApiPage(version: string): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'ledger-lift-docs-'))
  const log = createLogger({ level: 'CRITICAL', format: 'json' })
  const url = 'postgresql://nowhere.invalid/none'
  const { db, pool, close } = openDatabase({ url, poolSize: 2, log })
  const queue = createDocumentQueue({ url, log, role: 'producer' })
  const storage = openStorage({ driver: 'filesystem', directory, secret: 'none', publicUrl: () => '' })
  const settings = {
    host: '127.0.0.1',
    corsOrigins: [],
    secureCookies: false,
    callerPerMinute: 1_000_000,
    tenantPerMinute: 1_000_000,
    maxFileSize: 1,
    presignTtl: 1,
    uploadOrigins: [],
    auditReads: 'off' as const,
    retentionDays: undefined,
    webRoot: directory,
  }
  const documents = createDocumentService({ db, queue })
  const parts = {
    log,
    version,
    settings,
    db,
    read: createRead({ db, replica: null }),
    pool,
    storage,
    queue,
    documents,
    metrics: createMetrics(),
    meter: createMeter(db),
    auth: createAuthenticator({ db }),
    auditor: createAuditor({ db, keyring: null, places: [] }),
    webhooks: { secretsKey: undefined, rules: { networks: [], http: false } },
  }
  const server = await createHttpServer(parts)
  try {
    return `${JSON.stringify(server.swagger(), null, 2)}\n`
  } finally {
    await server.close()
    await close()
    rmSync(directory, { recursive: true })
  }
}

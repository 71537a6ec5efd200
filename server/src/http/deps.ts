import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { AuditReads } from '../artifacts/reads.ts'
import type { Auditor } from '../audit/auditor.ts'
import type { Authenticator } from '../auth/authenticator.ts'
import type { Read, Replica } from '../db/replica.ts'
import type { Database } from '../db/schema.ts'
import type { DocumentService } from '../documents/document-service.ts'
import type { DocumentQueue } from '../queue/queue.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import type { Meter } from '../limits/meter.ts'
import type { Log } from '../telemetry/log.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { Tracing } from '../telemetry/tracing.ts'
import type { WebhookSettings } from '../webhooks/store.ts'
import type { Patience } from './slow-clients.ts'

/** What the API is made of; `main.ts` opens all of it and closes it after the server. */
export interface HttpDeps {
  readonly log: Log
  readonly version: string
  readonly settings: HttpSettings
  readonly db: Kysely<Database>
  /** For reads that a replica may answer. */
  readonly read: Read
  readonly replica?: Replica | null
  readonly pool: Pick<Pool, 'totalCount' | 'idleCount' | 'waitingCount'>
  readonly storage: ObjectStorage
  readonly queue: Pick<DocumentQueue, 'depth'>
  readonly documents: DocumentService
  readonly metrics: Metrics
  readonly auth: Authenticator
  readonly meter: Meter
  readonly auditor: Auditor
  readonly webhooks: WebhookSettings
  /** While traces are sent. */
  readonly tracing?: Tracing
}

export interface HttpSettings {
  /** The address that the server listens on. */
  readonly host: string
  readonly corsOrigins: readonly string[]
  /** Requests a minute, of a caller and of a tenant without limits of their own. */
  readonly callerPerMinute: number
  readonly tenantPerMinute: number
  /** Cookies over TLS only: callers reach us by https. */
  readonly secureCookies: boolean
  /** Bytes. */
  readonly maxFileSize: number
  /** Seconds. */
  readonly presignTtl: number
  readonly auditReads: AuditReads
  /** For tenants that have not decided; undefined: documents are kept. */
  readonly retentionDays: number | undefined
  /** Where a browser sends uploads: origins besides our own, for the page's Content-Security-Policy. */
  readonly uploadOrigins: readonly string[]
  /** What figures ask for; undefined: nothing. */
  readonly metricsToken?: string | undefined
  /** With slow senders; the usual one unless given. */
  readonly patience?: Patience
  /** The built web page; a folder without `index.html` gives a page that says so. */
  readonly webRoot: string
}

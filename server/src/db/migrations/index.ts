import type { QueryExecutorProvider } from 'kysely'
import * as foundation from './0001-foundation.ts'
import * as access from './0100-access.ts'
import * as tenantIsolation from './0101-tenant-isolation.ts'
import * as limits from './0102-limits.ts'
import * as auditCheckpoints from './0200-audit-checkpoints.ts'
import * as retention from './0201-retention.ts'
import * as webhooks from './0202-webhooks.ts'
import * as backups from './0300-backups.ts'
import * as documentPasswords from './0400-document-passwords.ts'
import * as concurrentJobs from './0410-concurrent-jobs.ts'
import * as quickHashCheck from './0403-quick-hash-check.ts'
import * as uploadEtag from './0430-upload-etag.ts'

/** One change of the schema. Names sort in the order in which they are applied. */
export interface SchemaChange {
  /** Whether a program that does not know this migration must stop. False for what only adds: it can go on. */
  readonly breaking: boolean
  up(db: QueryExecutorProvider): Promise<void>
  down(db: QueryExecutorProvider): Promise<void>
}

export type Migrations = Readonly<Record<string, SchemaChange>>

/** Every migration: one line each, in order. */
export const MIGRATIONS: Migrations = {
  '0001-foundation': foundation,
  '0100-access': access,
  '0101-tenant-isolation': tenantIsolation,
  '0102-limits': limits,
  '0200-audit-checkpoints': auditCheckpoints,
  '0201-retention': retention,
  '0202-webhooks': webhooks,
  '0300-backups': backups,
  '0400-document-passwords': documentPasswords,
  '0403-quick-hash-check': quickHashCheck,
  '0410-concurrent-jobs': concurrentJobs,
  '0430-upload-etag': uploadEtag,
}

import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Kysely } from 'kysely'
import type { Config } from '../config.ts'
import type { Database } from '../db/schema.ts'
import { S3Storage } from '../storage/s3/s3-storage.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import { createAuditor, type Auditor } from './auditor.ts'
import { folderPlace } from './folder-place.ts'
import { openKeyring } from './key-file.ts'
import { objectPlace, type CheckpointPlace } from './places.ts'
import type { Keyring } from './signing.ts'
import { webhookPlace } from './webhook-place.ts'

/** As configured. With the embedded database a key is made where there is none. */
export function openAuditor(config: Config, db: Kysely<Database>, storage: ObjectStorage): Auditor {
  const second = secondPlace(config)
  return createAuditor({
    db,
    keyring: configuredKeyring(config),
    places: [objectPlace('the object store', storage), ...(second === null ? [] : [second])],
  })
}

/** Null: no key is configured, and the database is not ours to keep one for. */
export function keyFileOf({ auditKeyFile, databaseUrl, home }: Config): string | null {
  if (auditKeyFile !== undefined) return auditKeyFile
  return databaseUrl === undefined ? join(home, 'audit', 'key.pem') : null
}

function configuredKeyring(config: Config): Keyring | null {
  const file = keyFileOf(config)
  return file === null ? null : openKeyring(file, { make: config.auditKeyFile === undefined })
}

function secondPlace(config: Config): CheckpointPlace | null {
  if (config.auditSecondPlace === undefined) return null
  const url = new URL(config.auditSecondPlace)
  const name = 'the second place'
  if (url.protocol === 'file:') return folderPlace(name, fileURLToPath(url))
  if (url.protocol !== 's3:') return webhookPlace(name, url.href)
  const folder = url.pathname.replace(/^\/|\/$/g, '')
  const prefix = `${folder === '' ? '' : `${folder}/`}checkpoints/`
  return objectPlace(name, bucket(config, url.hostname), { prefix, lockDays: config.auditLockDays })
}

function bucket(config: Config, name: string): S3Storage {
  const endpoint = config.auditS3Endpoint ?? config.s3Endpoint
  const accessKeyId = config.auditS3AccessKeyId ?? config.awsAccessKeyId
  const secretAccessKey = config.auditS3SecretAccessKey ?? config.awsSecretAccessKey
  return new S3Storage({
    driver: 's3',
    useAws: endpoint === undefined,
    bucket: name,
    region: config.awsRegion,
    objectLock: config.auditLockDays !== undefined,
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(accessKeyId && secretAccessKey && { credentials: { accessKeyId, secretAccessKey } }),
  })
}

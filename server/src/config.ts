import { availableParallelism, homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_LANGUAGES, hasLanguage } from '@ledger-lift/extraction/languages'
import { AppError } from './errors.ts'
import {
  boolean,
  folder,
  headers,
  httpUrl,
  integer,
  networks,
  oneOf,
  origins,
  postgresUrl,
  secondPlace,
  share,
  text,
  type Environment,
  type Kind,
  type Setting,
} from './setting.ts'

/** The data is in npm packages: nothing is fetched when a document is read. */
const installedLanguages: Kind<readonly string[]> = {
  allowed: 'languages with an installed data package @tesseract.js-data/LANGUAGE, such as eng+deu',
  read(value) {
    const languages = value.split(/[+,\s]+/).filter((language) => language !== '')
    return languages.length > 0 && languages.every(hasLanguage) ? [...new Set(languages)] : undefined
  },
}

/** Every setting there is. `docs/generated/configuration.md` is made from this table. */
export const SETTINGS = {
  port: {
    env: 'PORT',
    doc: 'Port of the API and the page; 0 takes a free one.',
    kind: integer(0, 65_535),
    fallback: () => 8000,
  },
  host: {
    env: 'HOST',
    doc: 'Address to listen on; `0.0.0.0` for all.',
    kind: text('a host name or an IP address', /^[\w.:-]+$/),
    fallback: () => '127.0.0.1',
  },
  publicUrl: {
    env: 'PUBLIC_URL',
    doc: 'Address under which callers reach the API, when a proxy stands before it.',
    kind: httpUrl,
    fallbackDoc: 'the address of the request',
  },
  home: {
    env: 'LEDGER_LIFT_HOME',
    doc: 'Folder of the embedded database and of local storage.',
    kind: folder,
    fallback: defaultHome,
    fallbackDoc:
      '`$XDG_DATA_HOME/ledger-lift`, else `~/.local/share/ledger-lift`; for root `/var/lib/ledger-lift`',
  },
  databaseUrl: {
    env: 'DATABASE_URL',
    doc: 'PostgreSQL, TLS included (`?sslmode=verify-full&sslrootcert=…`). Unset: the embedded one.',
    kind: postgresUrl,
    secret: true,
  },
  databaseReadUrl: {
    env: 'DATABASE_READ_URL',
    doc: 'A streaming replica, which answers reads once it has everything that was written before them.',
    kind: postgresUrl,
    secret: true,
  },
  databasePoolSize: {
    env: 'DATABASE_POOL_SIZE',
    doc: 'Connections to the database that one process holds at most.',
    kind: integer(2, 1000),
    fallback: () => 10,
  },
  useAws: { env: 'USE_AWS', doc: 'Objects are kept in AWS S3.', kind: boolean, fallback: () => false },
  s3Endpoint: {
    env: 'S3_ENDPOINT',
    doc: 'Objects are kept in this S3-compatible server. Without it and `USE_AWS`: under `LEDGER_LIFT_HOME`.',
    kind: httpUrl,
  },
  s3PublicEndpoint: {
    env: 'S3_PUBLIC_ENDPOINT',
    doc: 'The same server as callers reach it; presigned addresses name it.',
    kind: httpUrl,
  },
  s3Bucket: {
    env: 'S3_BUCKET',
    doc: 'The bucket; needed with `USE_AWS` or `S3_ENDPOINT`.',
    kind: text('a bucket name of 3 to 63 letters, digits, points and hyphens', /^[\w.-]{3,63}$/),
  },
  s3ForcePathStyle: {
    env: 'S3_FORCE_PATH_STYLE',
    doc: 'The bucket stands in the path, not in the host name.',
    kind: boolean,
    fallback: (environment) => Boolean(environment['S3_ENDPOINT']),
    fallbackDoc: 'true with `S3_ENDPOINT`, else false',
  },
  s3Sse: {
    env: 'S3_SSE',
    doc: 'Encryption at rest that is asked for with each object.',
    kind: oneOf('AES256', 'aws:kms'),
  },
  s3KmsKeyId: { env: 'S3_KMS_KEY_ID', doc: 'The key for `S3_SSE=aws:kms`.', kind: text('a key id or ARN') },
  awsRegion: {
    env: 'AWS_REGION',
    doc: 'Region of the bucket.',
    kind: text('a region such as eu-central-1', /^[\w-]+$/),
    fallback: () => 'us-east-1',
  },
  awsAccessKeyId: {
    env: 'AWS_ACCESS_KEY_ID',
    doc: "Unset: the SDK's own chain, so IAM roles work.",
    kind: text('an access key'),
    secret: true,
  },
  awsSecretAccessKey: {
    env: 'AWS_SECRET_ACCESS_KEY',
    doc: 'Goes with `AWS_ACCESS_KEY_ID`.',
    kind: text('a secret key'),
    secret: true,
  },
  maxFileSize: {
    env: 'MAX_FILE_SIZE',
    doc: 'Bytes; a larger file is refused.',
    kind: integer(1, 5 * 1024 ** 4),
    fallback: () => 104_857_600,
  },
  maxPages: {
    env: 'MAX_PAGES',
    doc: 'Pages; a document with more is FAILED with `document.too_many_pages`.',
    kind: integer(1, 100_000),
    fallback: () => 3_000,
  },
  maxUnpackedSize: {
    env: 'MAX_UNPACKED_SIZE',
    doc: 'Bytes that one part of a document may unpack to; over it `document.over_limit`.',
    kind: integer(1_048_576, 1_073_741_824),
    fallback: () => 268_435_456,
  },
  pageTimeout: {
    env: 'PAGE_TIMEOUT',
    doc: 'Seconds of work for reading and drawing one page, and for opening a document; a page over it is left out with a note. By the clock it may take ten times as long on a machine that is busy with other things (Linux).',
    kind: integer(1, 3_600),
    fallback: () => 45,
  },
  documentTimeout: {
    env: 'DOCUMENT_TIMEOUT',
    doc: 'Seconds for one attempt at a document; over it `processing.timed_out`.',
    kind: integer(1, 86_400),
    fallback: () => 7_200,
  },
  childMemory: {
    env: 'CHILD_MEMORY',
    doc: 'Resident bytes that one extraction process may take; a document over it ends with `document.over_limit`.',
    kind: integer(268_435_456, 17_179_869_184),
    fallback: () => 1_610_612_736,
  },
  presignTtl: {
    env: 'PRESIGN_TTL',
    doc: 'Seconds for which a presigned address is good.',
    kind: integer(1, 604_800),
    fallback: () => 900,
  },
  stitchTables: {
    env: 'STITCH_TABLES',
    doc: 'Whether a table that goes on over pages becomes one table.',
    kind: boolean,
    fallback: () => true,
  },
  ocrLanguages: {
    env: 'OCR_LANGUAGES',
    doc: 'Languages that scanned pages are read in, the main one first. [How to add one](../how-to/ocr-language.md).',
    kind: installedLanguages,
    fallback: () => DEFAULT_LANGUAGES,
    fallbackDoc: '`eng`',
  },
  layoutProgram: {
    env: 'LAYOUT_PROGRAM',
    doc: 'LibreOffice, which gives Word documents their pages, page images and boxes; `off` for none. Looked for in `/usr/local/bin`, `/usr/bin` and `/bin` unless it is a path.',
    kind: text('a program or off'),
    fallback: () => 'soffice',
  },
  workerConcurrency: {
    env: 'WORKER_CONCURRENCY',
    doc: 'Documents that one worker process works at a time.',
    kind: integer(1, 256),
    fallback: () => Math.min(availableParallelism(), 8),
    fallbackDoc: 'the number of processors, at most 8',
  },
  workerPort: {
    env: 'WORKER_PORT',
    doc: 'Port on which `ledger-lift worker` answers /livez, /readyz and /metrics, at `HOST`; 0 takes a free one.',
    kind: integer(0, 65_535),
    fallbackDoc: 'none: a worker listens nowhere',
  },
  metricsToken: {
    env: 'METRICS_TOKEN',
    doc: 'What /metrics and the figures of /health ask for, as `Authorization: Bearer`. Unset: whoever reaches them sees them.',
    kind: text('16 to 200 visible characters', /^[\x21-\x7e]{16,200}$/),
    secret: true,
  },
  oidcIssuer: {
    env: 'OIDC_ISSUER',
    doc: 'OpenID Connect provider whose access tokens are taken beside API keys.',
    kind: httpUrl,
  },
  oidcAudience: {
    env: 'OIDC_AUDIENCE',
    doc: 'What the tokens must be made out to; needed with `OIDC_ISSUER`.',
    kind: text('an audience such as https://ledger.example.com'),
  },
  oidcRoleClaim: {
    env: 'OIDC_ROLE_CLAIM',
    doc: 'Claim that names the role (viewer, analyst, operator, auditor, admin), or several; a path such as `realm_access.roles` leads into a claim.',
    kind: text('the name of a claim'),
    fallback: () => 'ledger_lift_role',
  },
  oidcTenantClaim: {
    env: 'OIDC_TENANT_CLAIM',
    doc: 'Claim that names the tenant. A token without it is of the default tenant.',
    kind: text('the name of a claim'),
    fallback: () => 'ledger_lift_tenant',
  },
  backupDirectory: {
    env: 'BACKUP_DIRECTORY',
    doc: 'Folder for backups; best on another disk.',
    kind: folder,
    fallbackDoc: '`LEDGER_LIFT_HOME/backups`',
  },
  backupEveryHours: {
    env: 'BACKUP_EVERY_HOURS',
    doc: 'Hours between two backups that `npm start` makes by itself; 0 for none. Elsewhere `ledger-lift backup create` does it.',
    kind: integer(0, 8_760),
    fallback: () => 24,
  },
  backupKeep: {
    env: 'BACKUP_KEEP',
    doc: 'How many of its own backups `npm start` keeps.',
    kind: integer(1, 10_000),
    fallback: () => 7,
  },
  rateLimitCaller: {
    env: 'RATE_LIMIT_CALLER',
    doc: 'Requests a minute of one key or user that has no limit of its own, over all API processes.',
    kind: integer(1, 1_000_000_000),
    fallback: () => 6_000,
  },
  rateLimitTenant: {
    env: 'RATE_LIMIT_TENANT',
    doc: 'The same of one tenant.',
    kind: integer(1, 1_000_000_000),
    fallback: () => 60_000,
  },
  corsOrigins: {
    env: 'CORS_ORIGINS',
    doc: 'Origins of other pages that may call the API.',
    kind: origins,
    fallback: () => [],
    fallbackDoc: 'none',
  },
  auditKeyFile: {
    env: 'AUDIT_KEY_FILE',
    doc: 'Ed25519 key (PEM, PKCS 8) that signs checkpoints, evidence and deletion certificates; public keys of its forerunners follow in it or stand in `public-keys/` beside it.',
    kind: folder,
    fallbackDoc:
      'with the embedded database `LEDGER_LIFT_HOME/audit/key.pem`, made at the first start; else none',
  },
  auditCheckpointMinutes: {
    env: 'AUDIT_CHECKPOINT_MINUTES',
    doc: 'Minutes between checkpoints over all audit trails.',
    kind: integer(1, 1440),
    fallback: () => 5,
  },
  auditSecondPlace: {
    env: 'AUDIT_SECOND_PLACE',
    doc: 'Where checkpoints are kept besides the object store, out of reach of whoever owns the database.',
    kind: secondPlace,
    fallbackDoc: 'none',
  },
  auditS3Endpoint: {
    env: 'AUDIT_S3_ENDPOINT',
    doc: 'Server of the bucket in `AUDIT_SECOND_PLACE`. Unset: the one of the object store.',
    kind: httpUrl,
  },
  auditS3AccessKeyId: {
    env: 'AUDIT_S3_ACCESS_KEY_ID',
    doc: 'Key for that bucket. Unset: the one of the object store.',
    kind: text('an access key'),
    secret: true,
  },
  auditS3SecretAccessKey: {
    env: 'AUDIT_S3_SECRET_ACCESS_KEY',
    doc: 'Goes with `AUDIT_S3_ACCESS_KEY_ID`.',
    kind: text('a secret key'),
    secret: true,
  },
  auditLockDays: {
    env: 'AUDIT_LOCK_DAYS',
    doc: 'Days for which that bucket keeps each checkpoint from deletion (S3 Object Lock, compliance mode).',
    kind: integer(1, 36_500),
    fallbackDoc: 'no lock is asked for',
  },
  auditReads: {
    env: 'AUDIT_READS',
    doc: 'Reads that are written into the trail, besides exports: results taken away, or pages and tables that were looked at, too.',
    kind: oneOf('off', 'downloads', 'all'),
    fallback: () => 'off' as const,
  },
  retentionDays: {
    env: 'RETENTION_DAYS',
    doc: 'Days after its registration on which a finished document is purged; a tenant may have its own number.',
    kind: integer(1, 36_500),
    fallbackDoc: 'documents are kept',
  },
  webhookNetworks: {
    env: 'WEBHOOK_NETWORKS',
    doc: 'Private networks to which webhooks may be sent.',
    kind: networks,
    fallback: () => [],
    fallbackDoc: 'none: public addresses alone',
  },
  webhookHttp: {
    env: 'WEBHOOK_HTTP',
    doc: 'Webhooks may be sent without TLS.',
    kind: boolean,
    fallback: () => false,
  },
  secretsKey: {
    env: 'SECRETS_KEY',
    doc: 'Key (32 bytes, base64) under which secrets of webhooks are encrypted in the database. Unset: they are stored as they are.',
    kind: text('32 bytes in base64, as `openssl rand -base64 32` gives', /^[A-Za-z0-9+/]{43}=$/),
    secret: true,
  },
  logLevel: {
    env: 'LOG_LEVEL',
    doc: 'The least level that is logged.',
    kind: oneOf('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'),
    fallbackDoc: 'INFO; WARNING for a command that does one thing and ends',
  },
  logFormat: {
    env: 'LOG_FORMAT',
    doc: 'Lines for machines or lines for people.',
    kind: oneOf('json', 'pretty'),
    fallbackDoc: 'pretty on a terminal, else json',
  },
  otlpEndpoint: {
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    doc: 'OpenTelemetry collector (OTLP over HTTP, such as http://localhost:4318) that traces are sent to.',
    kind: httpUrl,
    fallbackDoc: 'no traces',
  },
  otlpHeaders: {
    env: 'OTEL_EXPORTER_OTLP_HEADERS',
    doc: 'Sent to the collector, for the key that it asks for.',
    kind: headers,
    fallback: () => ({}),
    fallbackDoc: 'none',
    secret: true,
  },
  traceShare: {
    env: 'OTEL_TRACES_SAMPLER_ARG',
    doc: 'Share of the traces begun here that are sent; a caller with a `traceparent` decides for itself.',
    kind: share,
    fallback: () => 1,
  },
} satisfies Record<string, Setting<unknown>>

type Settings = typeof SETTINGS
type Value<S> = S extends { kind: Kind<infer T> }
  ? S extends { fallback: unknown }
    ? T
    : T | undefined
  : never

export type Config = { readonly [Key in keyof Settings]: Value<Settings[Key]> }

/** Throws `config.invalid`: one line that names each wrong key, its value (secrets masked) and what is allowed. */
export function readConfig(environment: Environment): Config {
  const wrong: string[] = []
  const values = Object.entries<Setting<unknown>>(SETTINGS).map(([key, setting]) => {
    const written = environment[setting.env]?.trim()
    if (!written) return [key, setting.fallback?.(environment)]
    const value = setting.kind.read(written)
    if (value === undefined)
      wrong.push(`${setting.env} is ${shown(setting, written)} but must be ${setting.kind.allowed}`)
    return [key, value]
  })
  // Each key got the value of its own row above; Object.fromEntries cannot say so.
  const config = Object.fromEntries(values) as Config
  if (wrong.length === 0) wrong.push(...contradictions(config))
  if (wrong.length > 0) throw new AppError('config.invalid', `${wrong.join('; ')}.`)
  return config
}

function contradictions(config: Config): string[] {
  const s3 = config.useAws || config.s3Endpoint !== undefined
  const rules: readonly (readonly [boolean, string])[] = [
    [
      config.useAws && config.s3Endpoint !== undefined,
      'USE_AWS=true and S3_ENDPOINT exclude each other; unset one',
    ],
    [s3 && !config.s3Bucket, 'S3_BUCKET is unset but must name a bucket, for USE_AWS or S3_ENDPOINT is set'],
    [
      !s3 && !!config.s3Bucket,
      'S3_BUCKET is set but neither USE_AWS=true nor S3_ENDPOINT is; set one or unset it',
    ],
    [!!config.s3KmsKeyId && config.s3Sse !== 'aws:kms', 'S3_KMS_KEY_ID is set but S3_SSE is not aws:kms'],
    [
      !config.awsAccessKeyId !== !config.awsSecretAccessKey,
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY go together; set both or neither',
    ],
    [
      !config.oidcIssuer !== !config.oidcAudience,
      'OIDC_ISSUER and OIDC_AUDIENCE go together; set both or neither',
    ],
    [
      !config.auditS3AccessKeyId !== !config.auditS3SecretAccessKey,
      'AUDIT_S3_ACCESS_KEY_ID and AUDIT_S3_SECRET_ACCESS_KEY go together; set both or neither',
    ],
    [!!config.databaseReadUrl && !config.databaseUrl, 'DATABASE_READ_URL is set but DATABASE_URL is not'],
  ]
  return rules.flatMap(([broken, message]) => (broken ? [message] : []))
}

/** The value in quotes, on one line, cut when long; of a secret at most the scheme. */
function shown(setting: Setting<unknown>, value: string): string {
  if (setting.secret) return `"${/^[a-z][a-z0-9+.-]*:\/\//i.exec(value)?.[0] ?? ''}***"`
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 79)}…` : value)
}

function defaultHome(environment: Environment): string {
  if (userInfo().uid === 0) return '/var/lib/ledger-lift'
  return join(
    environment['XDG_DATA_HOME'] || join(environment['HOME'] || homedir(), '.local', 'share'),
    'ledger-lift',
  )
}

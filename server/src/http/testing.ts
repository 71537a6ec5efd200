import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { generateKeyPairSync } from 'node:crypto'
import { createAuditor } from '../audit/auditor.ts'
import { signingKey } from '../audit/signing.ts'
import { createAuthenticator } from '../auth/authenticator.ts'
import { LOCAL } from '../auth/local-key.ts'
import { newCredential } from '../auth/secrets.ts'
import { createRead } from '../db/replica.ts'
import { testDatabase, type TestDatabase } from '../db/testing.ts'
import { createDocumentService } from '../documents/create-document-service.ts'
import type { DocumentRow, DocumentService } from '../documents/document-service.ts'
import { DEFAULT_TENANT, newId, type RunId } from '../ids.ts'
import { createDocumentQueue } from '../queue/pg-boss-queue.ts'
import { keptSigningSecret } from '../storage/filesystem/signing-secret.ts'
import { keys } from '../storage/keys.ts'
import { createMeter } from '../limits/meter.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { ObjectStorage } from '../storage/storage.ts'
import { createLogger } from '../telemetry/log.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import type { Api } from './api.ts'
import { conformance } from './conformance.ts'
import type { HttpDeps, HttpSettings } from './deps.ts'
import { newSource, smallResult } from './fixtures.ts'
import { createHttpServer } from './server.ts'

/** A real server on a database of its own and a directory, on a free port. */
export interface ApiUnderTest {
  readonly url: string
  readonly app: Api
  /** Of a caller who may do everything; `call` sends it unless it is given an `authorization`. */
  readonly token: string
  readonly database: TestDatabase
  readonly storage: ObjectStorage
  readonly documents: DocumentService
  /** The lines logged so far. */
  readonly lines: string[]
  /** Sends a request; a JSON answer is held against openapi.json. */
  call<Body>(method: string, path: string, request?: Request): Promise<Answer<Body>>
  /** A document that is registered and queued; its object is in the store. */
  registered(filename?: string): Promise<DocumentRow>
  /** A document that was worked: one page with its image, one table, one text. */
  completed(filename?: string): Promise<DocumentRow & { readonly run: RunId }>
  /** What a worker does when it is done: the same table again, as a new run. */
  publish(row: DocumentRow): Promise<RunId>
  close(): Promise<void>
}

interface Request {
  /** Sent as JSON, a text or bytes as they are. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface Answer<Body> {
  readonly status: number
  readonly headers: Headers
  /** What openapi.json says that it is; undefined when it is no JSON. */
  readonly body: Body
  readonly bytes: Buffer
}

export interface ApiOptions {
  readonly settings?: Partial<HttpSettings>
  /** To break a part, or to put another in its place. */
  readonly change?: (deps: HttpDeps, database: TestDatabase) => HttpDeps
}

export async function startApi({
  settings,
  change = (deps) => deps,
}: ApiOptions = {}): Promise<ApiUnderTest> {
  const ends = new AsyncDisposableStack()
  const database = await testDatabase()
  ends.defer(() => database.close())
  const directory = await mkdtemp(join(tmpdir(), 'll-api-'))
  ends.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }))

  const own = newCredential('live')
  const lines: string[] = []
  const log = createLogger({ level: 'DEBUG', format: 'json', destination: collector(lines) })
  const queue = createDocumentQueue({ url: database.url, log, role: 'producer' })
  await queue.start()
  ends.defer(() => queue.stop())
  const address = { url: '' }
  const storage = openStorage({
    driver: 'filesystem',
    directory,
    secret: keptSigningSecret(directory),
    publicUrl: () => address.url,
  })
  const documents = createDocumentService({ db: database.db, queue })
  const app = await createHttpServer(
    change(
      {
        log,
        version: '0.0.0',
        settings: {
          host: '127.0.0.1',
          corsOrigins: [],
          secureCookies: false,
          callerPerMinute: 1_000_000,
          tenantPerMinute: 1_000_000,
          maxFileSize: 1024 * 1024,
          presignTtl: 900,
          uploadOrigins: [],
          auditReads: 'off',
          retentionDays: undefined,
          webRoot: join(directory, 'no-page'),
          ...settings,
        },
        db: database.db,
        read: createRead({ db: database.db, replica: null }),
        pool: database.pool,
        storage,
        queue,
        documents,
        metrics: createMetrics(),
        auditor: createAuditor({ db: database.db, keyring: testKeyring(), places: [] }),
        webhooks: { secretsKey: undefined, rules: { networks: [], http: false } },
        meter: createMeter(database.db),
        auth: createAuthenticator({ db: database.db, own: { hash: own.hash, principal: LOCAL } }),
      },
      database,
    ),
  )
  ends.defer(async () => app.close())
  address.url = await app.listen({ host: '127.0.0.1', port: 0 })

  const worker = workerOf(storage, documents)
  return {
    ...worker,
    call: caller(address.url, own.token, conformance(app)),
    url: address.url,
    app,
    token: own.token,
    database,
    storage,
    documents,
    lines,
    close: () => ends.disposeAsync(),
  }
}

const caller =
  (url: string, token: string, conforms: ReturnType<typeof conformance>): ApiUnderTest['call'] =>
  async (method, path, { body, headers = {} } = {}) => {
    const isText = typeof body === 'string' || body instanceof Uint8Array
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(!('authorization' in headers) && !('cookie' in headers) && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && !isText && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isText ? Buffer.from(body) : JSON.stringify(body) }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const isJson = /json/.test(response.headers.get('content-type') ?? '') && bytes.length > 0
    const parsed = isJson ? JSON.parse(bytes.toString()) : undefined
    if (isJson) conforms(method, path.split('?', 1)[0] ?? path, response.status, parsed)
    return { status: response.status, headers: response.headers, body: parsed, bytes }
  }

function workerOf(storage: ObjectStorage, documents: DocumentService) {
  const registered = async (filename = 'q3.pdf'): Promise<DocumentRow> => {
    const { bytes, contentType } = newSource()
    const s3Key = keys.upload(DEFAULT_TENANT, newId(), 'q3.pdf')
    await storage.put(s3Key, bytes, { contentType })
    return documents.createDocument({
      tenant: DEFAULT_TENANT,
      s3Key,
      originalFilename: filename,
      contentType,
      fileSize: bytes.byteLength,
      sha256: null,
      actor: 'local',
    })
  }
  const publish = async ({ id, tenant_id }: DocumentRow): Promise<RunId> => {
    const run = newId<RunId>()
    const result = smallResult()
    const resultKey = keys.result(tenant_id, id, run)
    const previewKey = keys.preview(tenant_id, id, run, 1)
    await documents.startRun({
      document: id,
      run,
      workerId: 'host/1',
      engineVersion: result.engine.version,
      engineFingerprint: result.engine.fingerprint,
    })
    await storage.put(resultKey, Buffer.from(JSON.stringify(result)), { contentType: 'application/json' })
    await storage.put(previewKey, PNG, { contentType: 'image/png' })
    await documents.publishRun(
      { document: id, run, result, resultKey, previewKeys: new Map([[1, previewKey]]) },
      'worker:host/1',
    )
    return run
  }
  const completed = async (filename?: string) => {
    const row = await registered(filename)
    return { ...row, run: await publish(row) }
  }
  return { registered, publish, completed }
}

const collector = (lines: string[]) =>
  new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })

function testKeyring() {
  const signing = signingKey(generateKeyPairSync('ed25519').privateKey)
  return { signing, trusted: new Map([[signing.id, signing.publicKey]]) }
}

/** One transparent pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==',
  'base64',
)

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adminKey } from '../auth/testing.ts'
import { testDatabase } from '../db/testing.ts'
import type { DocumentId } from '../ids.ts'
import { startCollector, type ReceivedSpan } from '../telemetry/collector.ts'
import { startS3rver } from '../storage/s3/s3rver.ts'
import { onePagePdf } from './api-client.ts'
import { Caller, type Sent } from './canary-caller.ts'
import { ProgramProcess } from './program-process.ts'

/** What a run of the whole program was told, and all that it said meanwhile at LOG_LEVEL=DEBUG. */
export interface CanaryRun {
  /** By what it is: none of them may stand in a line. */
  readonly canaries: ReadonlyMap<string, string>
  /** Requests of known callers, as they were answered. */
  readonly requests: readonly Sent[]
  readonly documents: { readonly completed: DocumentId; readonly failed: DocumentId }
  readonly text: string
  /** What the collector of traces got meanwhile. */
  readonly traces: { readonly text: string; readonly spans: readonly ReceivedSpan[] }
  /** What was read in the document: proof that its canaries were there. */
  readonly result: string
}

const LABEL = 'Zebrafinch'
const NUMBER = '48,151,623'
const ROWS = [
  ['Item', '2024'],
  [LABEL, NUMBER],
  ['Other', '1,000'],
  ['Total', '48,152,623'],
]
const TABLE = ROWS.map(([label, number]) => `${label}) Tj 100 0 Td (${number}) Tj -100 -16 Td (`).join('')
const DAMAGED = 'Quetzal 23,421,081'
const PASSWORD = 'Kingfisher-77'

/** API and worker in one process, on a real database and an S3 server that knows one secret. */
export async function runWithCanaries(): Promise<CanaryRun> {
  await using ends = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'll-canaries-'))
  ends.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const database = await testDatabase()
  ends.defer(() => database.close())
  const secret = randomBytes(24).toString('hex')
  const store = await startS3rver({
    directory: join(folder, 'objects'),
    buckets: ['canaries'],
    keyPair: { id: 'CANARIES', secret },
    lenient: true,
  })
  ends.defer(() => store.stop())
  const collector = ends.use(await startCollector())
  const secretsKey = randomBytes(32).toString('base64')
  await using program = new ProgramProcess('all', {
    DATABASE_URL: database.url,
    LEDGER_LIFT_HOME: folder,
    S3_ENDPOINT: store.url,
    S3_BUCKET: 'canaries',
    AWS_ACCESS_KEY_ID: 'CANARIES',
    AWS_SECRET_ACCESS_KEY: secret,
    SECRETS_KEY: secretsKey,
    WEBHOOK_HTTP: 'true',
    WEBHOOK_NETWORKS: '127.0.0.0/8',
    WORKER_CONCURRENCY: '1',
    LOG_LEVEL: 'DEBUG',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-collector-key=of%20the%20collector',
  })
  const key = await adminKey(database.db)
  const caller = new Caller(await program.address(), key)
  const told = await tellSecrets(caller)
  caller.traceparent = TRACEPARENT
  const completed = await caller.upload(onePagePdf(TABLE))
  caller.traceparent = undefined
  const failed = await caller.upload(Buffer.from(`%PDF-1.7\n${DAMAGED}`), PASSWORD)
  await caller.ended(completed)
  await caller.ended(failed)
  const result = await caller.send('GET', `/v1/documents/${completed}/result.json`, { document: completed })
  await sendNonsense(caller, key)
  await store.stop()
  await caller.send('GET', `/v1/documents/${completed}/result.json`, { document: completed })
  await program.said(/"storage\.unavailable"/)
  await program.kill('SIGTERM')
  const canaries = [
    ...told,
    ...caller.signatures.map((signature, at): [string, string] => [`presigned signature ${at}`, signature]),
    ['API key', secretOf(key)] as const,
    ['database password', new URL(database.url.replace(/@[^/]*/, '@x')).password] as const,
    ['password of a document', PASSWORD] as const,
    ['S3 secret', secret] as const,
    ['key for stored secrets', secretsKey] as const,
    ...[LABEL, NUMBER, '48151623', DAMAGED].map((cell) => [`cell content ${cell}`, cell] as const),
  ]
  return {
    canaries: new Map(canaries),
    requests: caller.requests,
    documents: { completed, failed },
    text: program.text,
    traces: { text: collector.text, spans: collector.spans },
    result,
  }
}

/** The trace of the caller that uploads the document with the canaries. */
export const TRACE_ID = randomBytes(16).toString('hex')
export const CALLER_SPAN = randomBytes(8).toString('hex')
const TRACEPARENT = `00-${TRACE_ID}-${CALLER_SPAN}-01`

const secretOf = (token: string) => token.split('_').at(-1) ?? ''

/** Everything that shows a secret to its caller. */
async function tellSecrets(caller: Caller): Promise<[string, string][]> {
  const { key }: { key: string } = JSON.parse(
    await caller.send('POST', '/v1/api-keys', { body: { name: 'books', role: 'viewer' } }),
  )
  const { secret, id }: { secret: string; id: string } = JSON.parse(
    await caller.send('POST', '/v1/webhooks', { body: { url: 'http://127.0.0.1:9/hook' } }),
  )
  await caller.send('POST', `/v1/webhooks/${id}/test`)
  const { url }: { url: string } = JSON.parse(await caller.send('POST', '/v1/session/links'))
  const cookie = await caller.signIn(url.split('=').at(-1) ?? '')
  await caller.send('GET', '/v1/session', { headers: { cookie } })
  return [
    ['API key that was made', secretOf(key)],
    ['webhook secret', secret.replace('whsec_', '')],
    ['sign-in link', secretOf(url)],
    ['session cookie', secretOf(cookie)],
  ]
}

/** Secrets where they do not belong. */
async function sendNonsense({ address, signatures: [signature = ''] }: Caller, key: string): Promise<void> {
  const wrong = (path: string, init: RequestInit = {}) => fetch(address + path, init)
  await wrong(`/v1/nothing?api_key=${key}&X-Amz-Signature=${signature}`)
  await wrong(`/v1/nothing/${key}`, { method: 'POST', body: key })
  await wrong(`/v1/documents?cursor=${key}`, { headers: { authorization: `Bearer ${key}` } })
  await wrong(`/v1/documents/${key}`, { headers: { authorization: `Bearer ${key}` } })
  await wrong('/v1/documents', { headers: { authorization: `Bearer ${key}x` } })
  await wrong('/v1/documents', { headers: { authorization: key } })
  await wrong('/v1/documents', { headers: { authorization: `Basic ${Buffer.from(key).toString('base64')}` } })
  await wrong('/v1/documents', { headers: { cookie: `ledger_lift_session=${key}`, 'x-request-id': key } })
  const headers = { 'content-type': 'application/json' }
  await wrong('/v1/session', { method: 'POST', headers, body: `{"credential": "${key}", ` })
  await wrong('/v1/session', { method: 'POST', headers, body: JSON.stringify({ credential: `${key}x` }) })
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname).resume()
  socket.end(`GET /v1/documents HTTP/1.1\r\nAuthorization Bearer ${key}\r\n\r\n`)
  await once(socket, 'close')
}

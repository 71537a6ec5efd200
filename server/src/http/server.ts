import Fastify from 'fastify'
import cors from '@fastify/cors'
import { admitCallers } from '../auth/admission.ts'
import { assertCaller } from '../auth/callers.ts'
import { keyRoutes } from '../auth/key-routes.ts'
import { sessionRoutes } from '../auth/session-routes.ts'
import { artifactRoutes } from '../artifacts/routes.ts'
import { registerRoutes } from '../documents/register-routes.ts'
import { documentRoutes } from '../documents/routes.ts'
import { progressRoutes } from '../documents/progress-routes.ts'
import { evidenceRoutes } from '../evidence/routes.ts'
import { exportRoutes } from '../exports/routes.ts'
import { healthRoutes } from '../health/routes.ts'
import { retentionRoutes } from '../retention/routes.ts'
import { FilesystemStorage } from '../storage/filesystem/filesystem-storage.ts'
import { filesystemRoutes } from '../storage/filesystem/routes.ts'
import { createUploads } from '../uploads/uploads.ts'
import { uploadRoutes } from '../uploads/routes.ts'
import { webhookRoutes } from '../webhooks/routes.ts'
import type { Api } from './api.ts'
import type { HttpDeps } from './deps.ts'
import { answerOnce } from './idempotency.ts'
import { refuseBrokenRequest } from './broken-request.ts'
import { describeApi } from './openapi.ts'
import { sendProblem } from './problem.ts'
import { refuseUnknown } from './refusals.ts'
import { requestIdOf } from './request-id.ts'
import { RequestLog } from './request-log.ts'
import { nameWork } from './request-work.ts'
import { securityHeaders } from './security-headers.ts'
import { cutOffSlowBodies, KEEP_ALIVE, PATIENCE } from './slow-clients.ts'
import { stopGracefully } from './stopping.ts'
import { traceRequests } from './trace-requests.ts'
import { compileCheck } from './validation.ts'
import { servePage } from './web-page.ts'

/** Bytes of a JSON body; 10,000 parts of a multipart upload take about half of it. */
const BODY_LIMIT = 1024 * 1024

/** Milliseconds without a byte in either direction, after which a caller is taken for gone. */
const SILENCE = 120_000

/** The whole API and the page. `listen` starts it; `close` ends streams, finishes what is in flight, takes nothing new. */
export async function createHttpServer(deps: HttpDeps, admit = admitCallers): Promise<Api> {
  const patience = deps.settings.patience ?? PATIENCE
  const app: Api = Fastify({
    loggerInstance: deps.log,
    logController: new RequestLog(),
    genReqId: requestIdOf,
    bodyLimit: BODY_LIMIT,
    connectionTimeout: SILENCE,
    keepAliveTimeout: KEEP_ALIVE,
    http: { headersTimeout: patience.headers, connectionsCheckingInterval: patience.check },
    clientErrorHandler: refuseBrokenRequest,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 512 },
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
  })
  app.setValidatorCompiler(({ schema, httpPart }) =>
    httpPart === 'params' ? (value: unknown) => ({ value }) : compileCheck(schema, httpPart),
  )
  app.setErrorHandler(sendProblem)
  readJson(app)
  stopGracefully(app)
  cutOffSlowBodies(app, patience.body)
  if (deps.tracing !== undefined) traceRequests(app, deps.tracing)
  guard(app, deps)
  admit(app, deps)
  nameWork(app)
  observe(app, deps)
  await describeApi(app, deps.version)
  const page = await servePage(app, deps.settings.webRoot)
  refuseUnknown(app, page)

  answerOnce(app, deps.db)
  const { db, storage, settings: limits } = deps
  const uploads = createUploads({ db, storage, limits })
  await app.register(uploadRoutes, { ...deps, uploads })
  await app.register(registerRoutes, { ...deps, uploads })
  await app.register(documentRoutes, deps)
  await app.register(progressRoutes, deps)
  await app.register(artifactRoutes, deps)
  await app.register(exportRoutes, deps)
  await app.register(evidenceRoutes, deps)
  await app.register(retentionRoutes, deps)
  await app.register(webhookRoutes, deps)
  await app.register(healthRoutes, deps)
  await app.register(keyRoutes, deps)
  await app.register(sessionRoutes, deps)
  if (deps.storage instanceof FilesystemStorage)
    await app.register(filesystemRoutes, { storage: deps.storage })
  await app.ready()
  return app
}

/** An empty body is no body, whatever its type says. */
function readJson(app: Api): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parse(request, body, done)
  })
}

/** Who may call, and what every response carries. */
function guard(app: Api, { settings }: HttpDeps): void {
  const headers = securityHeaders(settings)
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id)
    assertCaller(request, settings)
    done()
  })
  if (settings.corsOrigins.length === 0) return
  void app.register(cors, {
    origin: [...settings.corsOrigins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    exposedHeaders: [
      'etag',
      'x-request-id',
      'retry-after',
      'content-disposition',
      'idempotency-replayed',
      'ratelimit',
      'ratelimit-policy',
    ],
    maxAge: 600,
    strictPreflight: false,
  })
}

function observe(app: Api, { metrics }: HttpDeps): void {
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    metrics.requests.observe(
      { route, method: request.method, status: reply.statusCode },
      reply.elapsedTime / 1000,
    )
    metrics.recent.count('request', reply.statusCode >= 500 ? 'failure' : 'success')
    done()
  })
}

import type { FastifyRequest } from 'fastify'
import { principalOf } from '../auth/principal.ts'
import type { Api } from '../http/api.ts'
import type { HttpDeps } from '../http/deps.ts'
import { nameDocument } from '../http/document-log.ts'
import { problems } from '../http/openapi.ts'
import { asAppError, logFailure, problemOf } from '../http/problem.ts'
import { compileCheck } from '../http/validation.ts'
import { countDocument } from '../limits/limits.ts'
import { registerWithPassword } from '../passwords/passwords.ts'
import type { Uploads } from '../uploads/uploads.ts'
import * as contract from './contract.ts'
import { presentDocument } from './present.ts'

/** Documents of one batch that are registered at the same time: half of the usual pool. */
const AT_ONCE = 5

type RegisterDeps = Pick<HttpDeps, 'documents' | 'meter' | 'db' | 'storage'> & { readonly uploads: Uploads }

const tags = ['documents']

export async function registerRoutes(app: Api, deps: RegisterDeps): Promise<void> {
  const one = {
    tags,
    summary: 'Register an uploaded file; it is queued at once',
    body: contract.RegisterRequest,
    response: { 201: contract.Document, ...problems },
  }
  app.post('/v1/documents', { schema: one }, async (request, reply) => {
    const document = await register(deps, request, request.body)
    nameDocument(request, document.id)
    return reply.code(201).header('location', `/v1/documents/${document.id}`).send(document)
  })

  const batch = {
    tags,
    summary: 'Register many; each is its own transaction',
    body: contract.BatchRequest,
    response: { 207: contract.BatchResponse, ...problems },
  }
  app.post('/v1/documents/batch', { schema: batch }, async (request, reply) => {
    const items = await inTurns(request.body.documents, AT_ONCE, (sent) => registerOne(deps, request, sent))
    return reply.code(207).send({ items, next: null })
  })
}

/** The object is looked at before anything is written. */
async function register(
  deps: RegisterDeps,
  request: FastifyRequest,
  body: contract.RegisterRequest,
): Promise<contract.Document> {
  const principal = principalOf(request)
  const { tenant, actor } = principal
  const upload = await deps.uploads.verify(tenant, body)
  await countDocument(deps.meter, principal, upload.fileSize)
  const create = () => deps.documents.createDocument({ ...upload, tenant, actor })
  const { password } = body
  if (password === undefined) return presentDocument(await create())
  const { s3Key } = upload
  return presentDocument(await registerWithPassword(deps, { tenant, s3Key, password }, create))
}

const checkRegister = compileCheck(contract.RegisterRequest, 'body')

/** Never rejects: what is wrong with one document does not concern the others. */
async function registerOne(
  deps: RegisterDeps,
  request: FastifyRequest,
  sent: unknown,
): Promise<contract.BatchResponse['items'][number]> {
  try {
    const checked = checkRegister(sent)
    if ('error' in checked) throw checked.error
    return { status: 201, document: await register(deps, request, checked.value) }
  } catch (error) {
    const failure = asAppError(error)
    logFailure(failure, request)
    return { status: failure.status, problem: problemOf(failure, request.id) }
  }
}

/** Results in the order of the inputs, at most `width` in work. */
async function inTurns<In, Out>(
  inputs: readonly In[],
  width: number,
  work: (input: In) => Promise<Out>,
): Promise<Out[]> {
  const results = new Map<number, Out>()
  const queue = inputs.entries()
  const lane = async () => {
    for (const [index, input] of queue) results.set(index, await work(input))
  }
  await Promise.all(Array.from({ length: Math.min(width, inputs.length) }, lane))
  return [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result)
}

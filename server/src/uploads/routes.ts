import type { FastifyRequest } from 'fastify'
import { absoluteUrl } from '../http/absolute-url.ts'
import { principalOf } from '../auth/principal.ts'
import { AppError } from '../errors.ts'
import { parseId, type UploadId } from '../ids.ts'
import type { Api } from '../http/api.ts'
import { Nothing } from '../http/contract.ts'
import type { HttpDeps } from '../http/deps.ts'
import { problems } from '../http/openapi.ts'
import type { Metrics, Outcome } from '../telemetry/metrics.ts'
import * as contract from './contract.ts'
import type { PresignedUpload } from './presign.ts'
import type { Uploads } from './uploads.ts'

const tags = ['uploads']

type Deps = Pick<HttpDeps, 'metrics'> & { readonly uploads: Uploads }

export async function uploadRoutes(app: Api, deps: Deps): Promise<void> {
  presignRoute(app, deps)
  beginRoute(app, deps)
  completeRoute(app, deps)
  abortRoute(app, deps)
}

function presignRoute(app: Api, { uploads, metrics }: Deps): void {
  const schema = {
    tags,
    summary: 'An address to send one file to',
    body: contract.PresignRequest,
    response: { 200: contract.PresignResponse, ...problems },
  }
  app.post('/v1/uploads/presign', { schema }, async (request) =>
    presentPresigned(
      await counted(metrics, () => uploads.presign(principalOf(request).tenant, request.body)),
      request,
    ),
  )
}

const presentPresigned = (
  { key, url, method, headers, expiresAt }: PresignedUpload,
  request: FastifyRequest,
): contract.PresignResponse => ({
  key,
  url: absoluteUrl(url, request),
  method,
  headers,
  expires_at: expiresAt.toISOString(),
})

/** A request that was refused for what it asks is neither a success nor a failure. */
async function counted<T>({ presigned, recent }: Metrics, presign: () => Promise<T>): Promise<T> {
  const count = (outcome: Outcome) => {
    presigned.inc({ outcome })
    recent.count('presign', outcome)
  }
  try {
    const made = await presign()
    count('success')
    return made
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) count('failure')
    throw error
  }
}

function beginRoute(app: Api, { uploads, metrics }: Deps): void {
  const schema = {
    tags,
    summary: 'Addresses to send a large file to in parts',
    body: contract.MultipartRequest,
    response: { 201: contract.MultipartResponse, ...problems },
  }
  app.post('/v1/uploads/multipart', { schema }, async (request, reply) => {
    const made = await counted(metrics, () =>
      uploads.createMultipart(principalOf(request).tenant, request.body),
    )
    return reply.code(201).send({
      upload_id: made.uploadId,
      key: made.key,
      part_size: made.partSize,
      parts: made.parts.map(({ partNumber, url, headers }) => ({
        part_number: partNumber,
        url: absoluteUrl(url, request),
        headers,
      })),
      expires_at: made.expiresAt.toISOString(),
    })
  })
}

function completeRoute(app: Api, { uploads }: Deps): void {
  const schema = {
    tags,
    summary: 'The parts become the object',
    params: contract.UploadParams,
    body: contract.CompleteMultipartRequest,
    response: { 200: contract.CompleteMultipartResponse, ...problems },
  }
  app.post('/v1/uploads/multipart/:upload_id/complete', { schema }, async (request) => {
    const parts = request.body.parts.map(({ part_number, etag }) => ({ partNumber: part_number, etag }))
    return uploads.completeMultipart(principalOf(request).tenant, uploadId(request.params.upload_id), parts)
  })
}

function abortRoute(app: Api, { uploads }: Deps): void {
  const schema = {
    tags,
    summary: 'The parts that were sent are discarded',
    params: contract.UploadParams,
    response: { 204: Nothing, ...problems },
  }
  app.delete('/v1/uploads/multipart/:upload_id', { schema }, async (request, reply) => {
    await uploads.abortMultipart(principalOf(request).tenant, uploadId(request.params.upload_id))
    return reply.code(204).send(null)
  })
}

function uploadId(text: string): UploadId {
  const id = parseId<UploadId>(text)
  if (id === null) throw new AppError('upload.not_found', 'There is no such upload; begin a new one.')
  return id
}

import { create as contentDisposition } from 'content-disposition'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type {} from '@fastify/swagger' // gives routes their `hide`
import { AppError } from '../../errors.ts'
import type { ObjectContent } from '../storage.ts'
import { STORAGE_ROUTES } from './addresses.ts'
import type { FilesystemStorage } from './filesystem-storage.ts'
import { moving, type Pace } from './moving.ts'

/** The signed addresses of the filesystem driver: PUT of an object or a part, GET of an object. */
export async function filesystemRoutes(
  app: FastifyInstance,
  { storage, pace }: { readonly storage: FilesystemStorage; readonly pace?: Pace },
): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null)) // read as a stream, whatever its type

  app.put<{ Params: { '*': string } }>(
    `${STORAGE_ROUTES}/objects/*`,
    { schema: { hide: true } },
    async (request, reply) => {
      const key = request.params['*']
      const { text, number } = parameters(request)
      const type = text('type')
      const size = number('size')
      const sha256 = text('sha256')
      storage.verify(
        { may: 'put', key, type, size, sha256: sha256 || null, expires: number('expires') },
        text('signature'),
      )
      assertType(request, type)
      assertLength(request, size)
      const checksum = sha256 === '' ? {} : { sha256 }
      const stored = await storage.put(key, moving(request.raw, pace), {
        contentType: type,
        size,
        ifAbsent: true,
        ...checksum,
      })
      return reply.header('etag', `"${stored.etag}"`).send()
    },
  )

  app.put<{ Params: { upload: string; part: string } }>(
    `${STORAGE_ROUTES}/parts/:upload/:part`,
    { schema: { hide: true } },
    async (request, reply) => {
      const { text, number } = parameters(request)
      const { upload } = request.params
      const part = Number(request.params.part)
      const key = text('key')
      const size = number('size')
      storage.verify({ may: 'part', key, upload, part, size, expires: number('expires') }, text('signature'))
      assertLength(request, size)
      const etag = await storage.putPart(key, upload, part, moving(request.raw, pace), size)
      return reply.header('etag', `"${etag}"`).send()
    },
  )

  app.get<{ Params: { '*': string } }>(
    `${STORAGE_ROUTES}/objects/*`,
    { schema: { hide: true } },
    async (request, reply) => {
      const key = request.params['*']
      const { text, number } = parameters(request)
      const filename = text('filename') || null
      storage.verify({ may: 'get', key, filename, expires: number('expires') }, text('signature'))
      const range = rangeOf(request.headers.range)
      return sendObject(reply, await storage.get(key, range), filename, range)
    },
  )
}

/** One that is missing or given twice is empty, or not a number: then no signature holds. */
function parameters(request: FastifyRequest) {
  const query = request.query
  const text = (name: string): string => {
    const value: unknown = typeof query === 'object' && query !== null ? Reflect.get(query, name) : undefined
    return typeof value === 'string' ? value : ''
  }
  return {
    text,
    number: (name: string): number => (/^\d{1,15}$/.test(text(name)) ? Number(text(name)) : NaN),
  }
}

function assertType(request: FastifyRequest, type: string): void {
  const sent = request.headers['content-type'] ?? 'none'
  if (sent === type) return
  throw new AppError(
    'upload.type_mismatch',
    `The address is for ${type}, the request's content type is ${sent}.`,
  )
}

function assertLength(request: FastifyRequest, size: number): void {
  const sent = request.headers['content-length'] ?? 'no'
  if (sent === String(size)) return
  throw new AppError(
    'upload.size_mismatch',
    `The address is for ${size} bytes, the request announces ${sent} bytes.`,
  )
}

/** `bytes=FIRST-LAST` and `bytes=FIRST-`; other forms may be ignored (RFC 9110, 14.2). */
function rangeOf(header: string | undefined): { first: number; last: number } | undefined {
  const match = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? '')
  if (match === null) return undefined
  const [, first, last] = match
  return { first: Number(first), last: last ? Number(last) : Number.MAX_SAFE_INTEGER }
}

function sendObject(
  reply: FastifyReply,
  object: ObjectContent,
  filename: string | null,
  range: { first: number; last: number } | undefined,
): FastifyReply {
  const first = range?.first ?? 0
  const last = Math.min(range?.last ?? object.size, object.size - 1)
  if (range !== undefined) reply.code(206).header('content-range', `bytes ${first}-${last}/${object.size}`)
  if (filename !== null) reply.header('content-disposition', contentDisposition(filename))
  return reply
    .header('content-type', object.contentType ?? 'application/octet-stream')
    .header('content-length', last - first + 1)
    .header('accept-ranges', 'bytes')
    .header('etag', `"${object.etag}"`)
    .header('last-modified', object.lastModified.toUTCString())
    .header('x-content-type-options', 'nosniff')
    .send(object.body)
}

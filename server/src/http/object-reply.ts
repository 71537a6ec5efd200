import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ObjectContent } from '../storage/storage.ts'

/** Whether the caller has this version (RFC 9110, 13.1.2). */
export const isCurrent = ({ headers }: Pick<FastifyRequest, 'headers'>, etag: string): boolean =>
  (headers['if-none-match'] ?? '').split(',').some((sent) => sent.trim().replace(/^W\//, '') === etag)

/** Streams an object from storage. */
export const sendObject = (
  reply: FastifyReply,
  object: ObjectContent,
  { type, etag, cached }: { readonly type: string; readonly etag: string; readonly cached: string },
): FastifyReply =>
  reply
    .type(type)
    .header('content-length', object.size)
    .header('etag', etag)
    .header('cache-control', cached)
    .send(object.body)

import type { FastifyRequest } from 'fastify'

/** An address of this server without its origin (`/v1/storage/…`), as this caller reaches us; any other as it is. */
export const absoluteUrl = (
  url: string,
  { protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>,
): string => (url.startsWith('/') ? `${protocol}://${host}${url}` : url)

import { LogController, type FastifyReply, type FastifyRequest } from 'fastify'
import { principalOf } from '../auth/principal.ts'

/** Probes come every few seconds; their lines help nobody at the usual level. */
export const QUIET = new Set(['/livez', '/readyz', '/health', '/metrics'])

/** One line a request, when it is answered: route instead of address, for an address can hold a signature. */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'request_id' })
  }

  override incomingRequest(): void {}

  override routeNotFound(): void {}

  override requestCompleted(
    error: Error | null | undefined,
    request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const route = request.routeOptions.url
    const line = {
      user_id: principalOf(request).actor,
      method: request.method,
      ...(route === undefined ? { path: pathOf(request.url) } : { route }),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
    }
    if (error) request.log.error({ ...line, err: error }, 'request failed')
    else if (route !== undefined && QUIET.has(route)) request.log.debug(line, 'request')
    else request.log.info(line, 'request')
  }

  override streamError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
    if ('code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE')
      request.log.debug({ status: reply.statusCode }, 'the caller went away before the end')
    else request.log.error({ err: error }, 'the answer broke off')
  }
}

export const pathOf = (url: string): string => url.split('?', 1)[0] ?? url

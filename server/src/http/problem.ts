import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError, ERRORS } from '../errors.ts'
import type { Problem } from './contract.ts'

export const PROBLEM_TYPE = 'application/problem+json'

/** Seconds after which a caller may try again when something that the program needs is away. */
const AWAY_RETRY_AFTER = 5

/** The one place where an error becomes a response. Nothing of an unknown error reaches the caller. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const failure = asAppError(error)
  logFailure(failure, request)
  const retryAfter = failure.retryAfter ?? (failure.status === 503 ? AWAY_RETRY_AFTER : undefined)
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  if (failure.status === 401) reply.header('www-authenticate', 'Bearer realm="ledger-lift"')
  // With a serializer of its own, for Fastify adds a charset otherwise, which this type does not have.
  return reply
    .code(failure.status)
    .type(PROBLEM_TYPE)
    .serializer(JSON.stringify)
    .send(problemOf(failure, request.id))
}

export function problemOf(error: AppError, requestId: string): Problem {
  const { code, status, message, fields, context } = error
  return {
    type: `urn:ledger-lift:problem:${code}`,
    title: ERRORS[code].title,
    status,
    detail: message,
    code,
    request_id: requestId,
    ...(fields.length > 0 && { errors: fields.map(({ pointer, detail }) => ({ pointer, detail })) }),
    ...(typeof context['existing_id'] === 'string' && { existing_id: context['existing_id'] }),
  }
}

export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (isFrameworkError(error)) return fromFramework(error)
  return new AppError(
    'internal.bug',
    'The server met an error that it does not know. Tell its operator the request_id.',
    { cause: error },
  )
}

interface FrameworkError extends Error {
  readonly code?: string
  readonly statusCode: number
}

/** Fastify's own refusals carry a 4xx status. */
const isFrameworkError = (error: unknown): error is FrameworkError =>
  error instanceof Error &&
  'statusCode' in error &&
  typeof error.statusCode === 'number' &&
  error.statusCode < 500

function fromFramework(error: FrameworkError): AppError {
  const cause = { cause: error }
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new AppError('request.too_large', 'The request body is over 1 MiB; send less at a time.', cause)
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new AppError(
        'request.unsupported_media_type',
        'Send the body as JSON with `content-type: application/json`.',
        cause,
      )
    case 'FST_ERR_BAD_URL':
      return new AppError(
        'request.invalid',
        'The address is not well formed; check its percent-encoding.',
        cause,
      )
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new AppError('request.not_found', 'No address is this long.', cause)
  }
  if (error instanceof SyntaxError || error.code === 'FST_ERR_CTP_INVALID_JSON_BODY')
    return new AppError('request.invalid', 'The request body is not well-formed JSON.', cause)
  return new AppError('request.invalid', 'The request is not well formed.', cause)
}

export function logFailure(failure: AppError, { log }: Pick<FastifyRequest, 'log'>): void {
  const line = { code: failure.code, ...failure.context }
  if (failure.code === 'internal.bug') log.error({ ...line, err: failure.cause ?? failure }, 'unknown error')
  else if (failure.status >= 500) log.error({ ...line, err: failure }, failure.message)
  else log.debug(line, failure.message)
}

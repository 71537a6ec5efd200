import type { FailureCode } from '@ledger-lift/extraction'

interface ErrorKind {
  readonly status: number
  /** What the caller is told; `detail` of the occurrence adds what was wrong here and what to do. */
  readonly title: string
}

/**
 * The one closed table of what can go wrong, with its HTTP status. Codes are part of the API.
 * An `AppError` is thrown with a code, a detail and a cause; `http/problem.ts` alone turns it into a response,
 * `cli/exit.ts` alone into an exit status.
 */
export const ERRORS = {
  'request.invalid': { status: 400, title: 'The request is not valid' },
  'request.unprocessable': { status: 422, title: 'The request has values that cannot be used' },
  'request.too_large': { status: 413, title: 'The request is too large' },
  'request.unsupported_media_type': { status: 415, title: 'The request body must be application/json' },
  'request.not_found': { status: 404, title: 'There is nothing at this address' },
  'request.method_not_allowed': { status: 405, title: 'This address does not take this method' },
  'request.host_refused': { status: 403, title: 'This server does not answer to that name' },
  'request.origin_refused': { status: 403, title: 'Another origin may not do this' },
  'request.cursor_invalid': { status: 400, title: 'The cursor is not one that this list gave' },
  'auth.required': { status: 401, title: 'This needs a key or a sign-in' },
  'auth.invalid': { status: 401, title: 'The key, sign-in or access token is not good here' },
  'auth.expired': { status: 401, title: 'The key, sign-in or access token has expired' },
  'auth.forbidden': { status: 403, title: 'This caller may not do that' },
  'auth.provider_unavailable': { status: 503, title: 'The identity provider cannot be reached' },
  'api_key.not_found': { status: 404, title: 'There is no such API key' },
  'tenant.not_found': { status: 404, title: 'There is no such tenant' },
  'tenant.exists': { status: 409, title: 'There is a tenant of this name already' },
  'limit.requests': { status: 429, title: 'Too many requests' },
  'limit.documents': { status: 429, title: 'The tenant has registered its documents for today' },
  'limit.bytes': { status: 429, title: 'The tenant has registered its bytes for today' },
  'idempotency.mismatch': { status: 422, title: 'This Idempotency-Key was used for another request' },
  'idempotency.in_flight': { status: 409, title: 'A request with this Idempotency-Key is being answered' },
  'idempotency.secret_shown': { status: 409, title: 'The first answer held a secret, which is not kept' },
  'upload.type_not_supported': { status: 422, title: 'Only PDF and DOCX documents are taken' },
  'upload.empty': { status: 422, title: 'The file is empty' },
  'upload.too_large': { status: 422, title: 'The file is over the size limit' },
  'upload.filename_invalid': { status: 422, title: 'The filename cannot be used' },
  'upload.not_found': { status: 404, title: 'There is no such upload' },
  'upload.missing': { status: 409, title: 'Nothing was uploaded under this key' },
  'upload.size_mismatch': { status: 409, title: 'The uploaded object has another size' },
  'upload.type_mismatch': { status: 409, title: 'The uploaded object has another type' },
  'upload.checksum_mismatch': { status: 409, title: 'The uploaded object has another checksum' },
  'upload.parts_invalid': { status: 422, title: 'The parts do not make up the upload' },
  'upload.exists': { status: 412, title: 'Something was uploaded under this key already' },
  'upload.signature_invalid': { status: 403, title: 'The upload address was changed or is not ours' },
  'upload.expired': { status: 403, title: 'The upload address has expired' },
  'document.not_found': { status: 404, title: 'There is no such document' },
  'document.duplicate': { status: 409, title: 'This key was registered before' },
  'document.not_ready': { status: 409, title: 'The document has no result yet' },
  'document.busy': { status: 409, title: 'The document is being worked' },
  'document.illegal_transition': { status: 409, title: 'The document cannot change in this way now' },
  'document.legal_hold': { status: 409, title: 'A legal hold keeps the document' },
  'document.not_purged': { status: 409, title: 'The document has not been purged' },
  'document.purge_pending': { status: 409, title: 'Objects of the document are still being deleted' },
  'audit.key_missing': { status: 409, title: 'There is no key to sign with' },
  'webhook.not_found': { status: 404, title: 'There is no such webhook' },
  'webhook.url_refused': { status: 422, title: 'Webhooks are not sent to this address' },
  'webhook.delivery_not_found': { status: 404, title: 'There is no such delivery' },
  'page.not_found': { status: 404, title: 'There is no such page' },
  'artifact.not_found': { status: 404, title: 'There is no such artifact' },
  'export.format_unknown': { status: 404, title: 'There is no such export format' },
  'document.not_supported': { status: 422, title: 'The file is neither PDF nor DOCX' },
  'document.damaged': { status: 422, title: 'The file is damaged beyond reading' },
  'document.hostile': { status: 422, title: 'The file has what no honest document has' },
  'document.password_required': { status: 422, title: 'The file needs a password' },
  'document.password_wrong': { status: 422, title: 'The password does not open the file' },
  'document.too_many_pages': { status: 422, title: 'The file has too many pages' },
  'document.over_limit': { status: 422, title: 'The file is over a limit' },
  'document.object_missing': { status: 409, title: 'The uploaded object is gone from storage' },
  'document.object_changed': { status: 409, title: 'The uploaded object is not the one that was registered' },
  'processing.crashed': { status: 500, title: 'The engine crashed on this document' },
  'processing.timed_out': { status: 500, title: 'The document took too long' },
  'processing.worker_lost': { status: 500, title: 'The worker that had this document is gone' },
  'processing.lease_lost': { status: 409, title: 'Another worker has this document now' },
  'processing.attempts_exhausted': { status: 500, title: 'Every attempt failed' },
  'database.unavailable': { status: 503, title: 'The database cannot be reached' },
  'database.schema_too_new': { status: 503, title: 'The database belongs to a newer program' },
  'database.schema_too_old': { status: 503, title: 'The database has not been upgraded' },
  'storage.unavailable': { status: 503, title: 'The object store cannot be reached' },
  'storage.full': { status: 507, title: 'The storage is full' },
  'storage.not_found': { status: 404, title: 'There is no such object' },
  'storage.denied': { status: 503, title: 'The object store refuses access' },
  'storage.damaged': { status: 500, title: 'A stored object is damaged' },
  'storage.range_invalid': { status: 416, title: 'The range is outside of the object' },
  'backup.damaged': { status: 500, title: 'The backup cannot be used' },
  'backup.not_empty': { status: 409, title: 'The system is not empty' },
  'server.stopping': { status: 503, title: 'The server is stopping' },
  'config.invalid': { status: 500, title: 'The configuration is not valid' },
  'start.port_taken': { status: 500, title: 'The port is taken' },
  'start.already_running': { status: 500, title: 'Ledger Lift is running on this data already' },
  'start.database_failed': { status: 500, title: 'The embedded database does not start' },
  'internal.bug': { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, ErrorKind> & Record<FailureCode, ErrorKind>

export type ErrorCode = keyof typeof ERRORS

export interface FieldError {
  /** JSON pointer into the body, or `/query/limit`. */
  readonly pointer: string
  readonly detail: string
}

export interface ErrorContext {
  readonly cause?: unknown
  /** Goes to the log and, where the contract names it, into the problem document (`existing_id`). Never file content. */
  readonly context?: Readonly<Record<string, string | number | boolean | null>>
  readonly fields?: readonly FieldError[]
  /** Seconds after which trying again makes sense. */
  readonly retryAfter?: number
}

export class AppError extends Error {
  readonly code: ErrorCode
  readonly context: NonNullable<ErrorContext['context']>
  readonly fields: readonly FieldError[]
  readonly retryAfter: number | undefined

  /** `detail`: one sentence for the caller: what is wrong here and what to do. */
  constructor(
    code: ErrorCode,
    detail: string,
    { cause, context = {}, fields = [], retryAfter }: ErrorContext = {},
  ) {
    super(detail, cause === undefined ? undefined : { cause })
    this.name = 'AppError'
    this.code = code
    this.context = context
    this.fields = fields
    this.retryAfter = retryAfter
  }

  get status(): number {
    return ERRORS[this.code].status
  }
}

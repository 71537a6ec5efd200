import { AppError, type ErrorCode } from '../../errors.ts'

interface Meaning {
  readonly code: ErrorCode
  readonly detail: string
}

const meaning = (code: ErrorCode, detail: string): Meaning => ({ code, detail })

const NO_OBJECT = meaning('storage.not_found', 'There is no such object.')
const NO_BUCKET = meaning('storage.denied', 'The bucket is not there; create it or correct S3_BUCKET.')
const EXISTS = meaning(
  'upload.exists',
  'There is an object under this key already; ask for a new upload address.',
)
const PARTS = meaning(
  'upload.parts_invalid',
  'The parts are not those that were sent, or one is under 5 MiB.',
)
const CHECKSUM = meaning(
  'upload.checksum_mismatch',
  'The bytes that arrived have another checksum; send them again.',
)
const CREDENTIALS = meaning(
  'storage.denied',
  'The object store does not know the credentials; check the AWS_ keys.',
)
const DENIED = meaning(
  'storage.denied',
  'The object store refuses access; check the permissions on the bucket.',
)
const FULL = meaning('storage.full', 'The object store is full or the quota is used up.')
const CLOCK = meaning(
  'storage.denied',
  "This machine's clock and the object store's are more than 15 minutes apart.",
)
const REGION = meaning('storage.denied', 'The bucket is in another region; correct AWS_REGION.')
const REFUSED = meaning('storage.denied', 'The object store refuses the request; check the S3_ settings.')
const AWAY = meaning('storage.unavailable', 'The object store does not answer as it should; try again.')

/** By the `Code` of S3's errors, which is the `name` of the SDK's. */
const BY_NAME: Readonly<Record<string, Meaning>> = {
  NoSuchKey: NO_OBJECT,
  NotFound: NO_OBJECT,
  NoSuchBucket: NO_BUCKET,
  NoSuchUpload: meaning(
    'upload.not_found',
    'This upload was finished, aborted or never begun; begin a new one.',
  ),
  PreconditionFailed: EXISTS,
  ConditionalRequestConflict: EXISTS,
  InvalidPart: PARTS,
  InvalidPartOrder: PARTS,
  EntityTooSmall: PARTS,
  BadDigest: CHECKSUM,
  InvalidDigest: CHECKSUM,
  XAmzContentSHA256Mismatch: CHECKSUM,
  XAmzContentChecksumMismatch: CHECKSUM,
  IncompleteBody: meaning('upload.size_mismatch', 'The bytes that arrived are fewer than were announced.'),
  InvalidRange: meaning('storage.range_invalid', 'The range is outside of the object.'),
  AccessDenied: DENIED,
  Forbidden: DENIED,
  AllAccessDisabled: DENIED,
  InvalidAccessKeyId: CREDENTIALS,
  SignatureDoesNotMatch: CREDENTIALS,
  ExpiredToken: CREDENTIALS,
  InvalidToken: CREDENTIALS,
  CredentialsProviderError: CREDENTIALS,
  RequestTimeTooSkewed: CLOCK,
  PermanentRedirect: REGION,
  AuthorizationHeaderMalformed: REGION,
  QuotaExceeded: FULL,
  InsufficientStorage: FULL,
  XMinioStorageFull: FULL,
}

/** For answers without a body, as those to HEAD. */
const BY_STATUS: Readonly<Record<number, Meaning>> = {
  301: REGION,
  401: CREDENTIALS,
  403: DENIED,
  404: NO_OBJECT,
  412: EXISTS,
  507: FULL,
}

/** What the SDK threw, as an AppError; one that is an AppError already goes through. */
export function fromS3Error(error: unknown, context: Readonly<Record<string, string>> = {}): AppError {
  const known = appErrorIn(error)
  if (known !== null) return known
  const name = error instanceof Error ? error.name : ''
  const { code, detail } = BY_NAME[name] ?? byStatus(statusOf(error))
  return new AppError(code, detail, {
    cause: error,
    context,
    ...(code === 'storage.unavailable' && { retryAfter: 5 }),
  })
}

/** Too Many Requests and a time-out may be over the next time; what else is the caller's fault is not. */
function byStatus(status = 0): Meaning {
  const refused = status >= 400 && status < 500 && status !== 408 && status !== 429
  return BY_STATUS[status] ?? (refused ? REFUSED : AWAY)
}

/** A body that we check as it is sent throws an AppError, which the SDK may wrap. */
function appErrorIn(error: unknown): AppError | null {
  if (error instanceof AppError) return error
  return error instanceof Error && error.cause !== undefined ? appErrorIn(error.cause) : null
}

export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined
  const metadata: unknown = error.$metadata
  const status: unknown =
    typeof metadata === 'object' && metadata !== null && Reflect.get(metadata, 'httpStatusCode')
  return typeof status === 'number' ? status : undefined
}

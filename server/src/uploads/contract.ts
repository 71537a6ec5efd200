import Type, { type Static } from 'typebox'
import { closed, Instant, Sha256, Uuid } from '../http/contract.ts'

const upload = {
  filename: Type.String({
    description: '1 to 255 characters; path parts and control characters are cleaned away',
  }),
  content_type: Type.String({ description: 'of PDF or DOCX' }),
  file_size: Type.Integer({ minimum: 0, description: 'bytes' }),
}
/** S3 signs for seven days at most. */
const MAX_EXPIRY_SECONDS = 7 * 24 * 3600

export const PresignRequest = Type.Object(
  {
    ...upload,
    sha256: Type.Optional(Sha256),
    expires_in: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_EXPIRY_SECONDS, description: 'seconds' }),
    ),
  },
  closed,
)
export type PresignRequest = Static<typeof PresignRequest>

const Headers = Type.Record(Type.String(), Type.String(), { description: 'Send exactly these' })

export const PresignResponse = Type.Object(
  {
    key: Type.String(),
    url: Type.String(),
    method: Type.Literal('PUT'),
    headers: Headers,
    expires_at: Instant,
  },
  closed,
)
export type PresignResponse = Static<typeof PresignResponse>

export const MultipartRequest = Type.Object(upload, closed)
export type MultipartRequest = Static<typeof MultipartRequest>

export const MultipartResponse = Type.Object(
  {
    upload_id: Uuid,
    key: Type.String(),
    part_size: Type.Integer({ minimum: 1 }),
    parts: Type.Array(
      Type.Object(
        { part_number: Type.Integer({ minimum: 1 }), url: Type.String(), headers: Headers },
        closed,
      ),
    ),
    expires_at: Instant,
  },
  closed,
)
export type MultipartResponse = Static<typeof MultipartResponse>

export const CompleteMultipartRequest = Type.Object(
  {
    parts: Type.Array(
      Type.Object(
        {
          part_number: Type.Integer({ minimum: 1, maximum: 10_000 }),
          etag: Type.String({ minLength: 1, maxLength: 256 }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 10_000 },
    ),
  },
  closed,
)
export type CompleteMultipartRequest = Static<typeof CompleteMultipartRequest>

export const CompleteMultipartResponse = Type.Object({ key: Type.String() }, closed)
export type CompleteMultipartResponse = Static<typeof CompleteMultipartResponse>

export const UploadParams = Type.Object({ upload_id: Uuid }, closed)
export type UploadParams = Static<typeof UploadParams>

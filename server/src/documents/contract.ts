import Type, { type Static } from 'typebox'
import { EVENT_TYPES, PROCESSING_STATUSES } from '../events.ts'
import {
  closed,
  Count,
  Instant,
  ListOf,
  Nullable,
  NullableEnum,
  paging,
  Problem,
  Sha256,
  Uuid,
} from '../http/contract.ts'

export const Status = Type.Enum([...PROCESSING_STATUSES])
export const Stage = Type.Enum(['queued', 'fetching', 'extracting', 'keeping', 'done'])

/** Bytes of UTF-8 that a PDF's password takes are at most 127. */
const Password = Type.String({
  minLength: 1,
  maxLength: 127,
  pattern: '^[^\\u0000]+$',
  description: 'opens an encrypted PDF: used for this processing, then forgotten; never stored in clear',
})

export const RegisterRequest = Type.Object(
  {
    s3_key: Type.String({ minLength: 1, maxLength: 1024 }),
    original_filename: Type.String(),
    content_type: Type.String(),
    file_size: Type.Integer({ minimum: 0 }),
    sha256_hash: Type.Optional(Sha256),
    password: Type.Optional(Password),
  },
  closed,
)
export type RegisterRequest = Static<typeof RegisterRequest>

/** May be left out. */
export const ReprocessRequest = Nullable(Type.Object({ password: Type.Optional(Password) }, closed))
export type ReprocessRequest = Static<typeof ReprocessRequest>

export const Progress = Type.Object({ stage: Stage, pages_done: Count, pages_total: Nullable(Count) }, closed)
export type Progress = Static<typeof Progress>

export const Document = Type.Object(
  {
    id: Uuid,
    s3_key: Type.String(),
    original_filename: Type.String(),
    content_type: Type.String(),
    file_size: Type.Integer(),
    sha256_hash: Nullable(Type.String()),
    processing_status: Status,
    error_code: Nullable(Type.String()),
    error_message: Nullable(Type.String()),
    page_count: Nullable(Count),
    progress: Progress,
    created_at: Instant,
    updated_at: Instant,
    completed_at: Nullable(Instant),
  },
  closed,
)
export type Document = Static<typeof Document>
export const DocumentList = ListOf(Document)
export type DocumentList = Static<typeof DocumentList>

export const DocumentListQuery = Type.Object(
  {
    ...paging,
    status: Type.Optional(Status),
    q: Type.Optional(
      Type.String({ maxLength: 255, pattern: '^[^\\u0000]*$', description: 'part of the filename' }),
    ),
    created_after: Type.Optional(Instant),
  },
  closed,
)
export type DocumentListQuery = Static<typeof DocumentListQuery>

/** Documents of one batch request. */
export const MAX_BATCH = 200
export const BatchRequest = Type.Object(
  {
    documents: Type.Array(Type.Unknown(), {
      minItems: 1,
      maxItems: MAX_BATCH,
      description: 'each as for POST /v1/documents',
    }),
  },
  closed,
)
export type BatchRequest = Static<typeof BatchRequest>

/** One a document, in the order of the request; each was its own transaction. */
export const BatchResponse = Type.Object(
  {
    items: Type.Array(
      Type.Union([
        Type.Object({ status: Type.Literal(201), document: Document }, closed),
        Type.Object({ status: Type.Integer({ minimum: 400, maximum: 599 }), problem: Problem }, closed),
      ]),
    ),
    next: Type.Null(),
  },
  closed,
)
export type BatchResponse = Static<typeof BatchResponse>

export const DocumentParams = Type.Object({ id: Uuid }, closed)
export type DocumentParams = Static<typeof DocumentParams>

export const Event = Type.Object(
  {
    id: Uuid,
    tenant_id: Uuid,
    document_id: Uuid,
    run_id: Nullable(Uuid),
    sequence: Type.Integer({ minimum: 1 }),
    event_type: Type.Enum([...EVENT_TYPES]),
    message: Type.String(),
    event_metadata: Type.Record(Type.String(), Type.Unknown()),
    from_status: NullableEnum(PROCESSING_STATUSES),
    to_status: NullableEnum(PROCESSING_STATUSES),
    actor: Type.String(),
    created_at: Instant,
    hash: Type.String(),
    prev_hash: Type.String(),
  },
  closed,
)
export type Event = Static<typeof Event>
export const EventList = ListOf(Event)
export type EventList = Static<typeof EventList>

/** The document is gone; its objects follow. */
export const Purged = Type.Object({ id: Uuid }, closed)
export type Purged = Static<typeof Purged>

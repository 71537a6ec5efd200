import Type, { type Static } from 'typebox'
import { closed, Count, Instant, Nullable, NullableEnum } from '../http/contract.ts'
import { PROCESSING_STATUSES } from '../events.ts'
import { Progress, Status } from './contract.ts'

/** The data of the server-sent events of `/progress`. */

/** `status`: at the start and whenever it changed. */
export const StatusEvent = Type.Object(
  {
    processing_status: Status,
    error_code: Nullable(Type.String()),
    error_message: Nullable(Type.String()),
    page_count: Nullable(Count),
    updated_at: Instant,
  },
  closed,
)
export type StatusEvent = Static<typeof StatusEvent>

/** `progress`: at the start and whenever it changed. */
export const ProgressEvent = Progress
export type ProgressEvent = Progress

/** `end`: nothing more will come. A null status: the document was purged. */
export const EndEvent = Type.Object({ processing_status: NullableEnum(PROCESSING_STATUSES) }, closed)
export type EndEvent = Static<typeof EndEvent>

import { canonicalText, sha256Hex } from '@ledger-lift/extraction/canonical'
import type { ProcessingEvent } from '../events.ts'

/** Before the first event. */
export const GENESIS = '0'.repeat(64)

export type UnsealedEvent = Omit<ProcessingEvent, 'hash'>

/** SHA-256, hex, of the canonical JSON (RFC 8785) of every field but the hash itself. */
export function hashOf(event: UnsealedEvent): string {
  const { id, tenant_id, document_id, run_id, sequence, event_type, message } = event
  const { event_metadata, from_status, to_status, actor, created_at, prev_hash } = event
  return sha256Hex(
    canonicalText({
      ...{ id, tenant_id, document_id, run_id, sequence, event_type, message },
      ...{ event_metadata, from_status, to_status, actor, created_at, prev_hash },
    }),
  )
}

/**
 * The value as the database gives it back, so that it hashes the same before and after: no undefined, no Date, and
 * neither NUL nor half a surrogate pair, which PostgreSQL cannot hold.
 */
export function storable<T>(value: T): T {
  const text = JSON.stringify(value)
  if (!UNSTORABLE.test(text)) return JSON.parse(text) as T
  return JSON.parse(text, (_key, part: unknown) => (typeof part === 'string' ? clean(part) : part)) as T
}

/** JSON writes both as escapes, so a text without any needs no second look. */
const UNSTORABLE = /\\u(0000|d[89a-f])/

const clean = (text: string) => text.replaceAll('\0', '').toWellFormed()

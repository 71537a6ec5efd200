import type { Event } from '@ledger-lift/server/contract'
import { useEvents } from '../api/documents.ts'
import { exactTime } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem.tsx'

interface AuditTrailProps {
  readonly id: string
  readonly active: boolean
}

/** Every change in order, each sealed by the hash of the one before. */
export function AuditTrail({ id, active }: AuditTrailProps) {
  const { data: events, error } = useEvents(id, true, active)
  if (events === undefined) {
    return error === null ? (
      <div className="skeleton" role="status" aria-label="Loading the audit trail" />
    ) : (
      <ProblemNotice error={error} />
    )
  }
  return (
    <section aria-label="Audit trail">
      <p className="muted">
        Each entry’s hash covers the entry before it, so none can be changed or taken out in silence.{' '}
        <code>ledger-lift audit verify</code> proves it.
      </p>
      <ol className="trail">
        {events.map((event) => (
          <TrailEntry key={event.id} event={event} />
        ))}
      </ol>
    </section>
  )
}

function TrailEntry({ event }: { readonly event: Event }) {
  const { sequence, event_type, message, actor, created_at, from_status, to_status, hash, event_metadata } =
    event
  return (
    <li>
      <span className="trail-sequence number">{sequence}</span>
      <div>
        <p>
          <strong>{words(event_type)}</strong> {message}
        </p>
        <p className="facts">
          <time dateTime={created_at}>{exactTime(created_at)}</time>
          <span>{actor}</span>
          {to_status !== null && from_status !== to_status && (
            <span>
              {from_status === null
                ? words(to_status)
                : `${words(from_status)} to ${words(to_status).toLowerCase()}`}
            </span>
          )}
          <code title={`SHA-256 ${hash}`}>{hash.slice(0, 12)}…</code>
        </p>
        {Object.keys(event_metadata).length > 0 && (
          <details>
            <summary>Details</summary>
            <pre>{JSON.stringify(event_metadata, null, 2)}</pre>
          </details>
        )}
      </div>
    </li>
  )
}

/** `PROCESSING_STARTED` as `Processing started`. */
const words = (name: string): string => name.charAt(0) + name.slice(1).toLowerCase().replaceAll('_', ' ')

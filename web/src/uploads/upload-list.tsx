import { useSyncExternalStore } from 'react'
import { bytes } from '../ui/format.ts'
import { Meter } from '../ui/meter.tsx'
import type { Upload, Uploads } from './uploads.ts'

/** Rows shown at once; of a thousand files most only wait. */
const SHOWN = 12

/** What is on its way up, what failed and why. Gone when all are documents. */
export function UploadList({ uploads }: { readonly uploads: Uploads }) {
  const all = useSyncExternalStore(uploads.subscribe, uploads.current)
  if (all.length === 0) return null
  const order = { failed: 0, sending: 1, waiting: 2 }
  const shown = all.toSorted((one, other) => order[one.state] - order[other.state]).slice(0, SHOWN)
  return (
    <section aria-label="Uploads" className="uploads">
      <ul>
        {shown.map((upload) => (
          <UploadRow key={upload.id} upload={upload} uploads={uploads} />
        ))}
      </ul>
      {all.length > shown.length && <p className="muted">and {all.length - shown.length} more waiting</p>}
    </section>
  )
}

function UploadRow({ upload, uploads }: { readonly upload: Upload; readonly uploads: Uploads }) {
  const { id, name, size, sent, state, message } = upload
  return (
    <li className="upload" data-state={state}>
      <span className="upload-name">{name}</span>
      <span className="muted number">
        {state === 'sending' ? `${bytes(sent)} of ${bytes(size)}` : bytes(size)}
      </span>
      {state === 'failed' ? (
        <p className="upload-message" role="alert">
          {message}
        </p>
      ) : (
        <Meter label={`Uploading ${name}`} done={sent} total={size} waiting={state === 'waiting'} />
      )}
      <span className="actions">
        {state === 'failed' && (
          <button type="button" className="small" onClick={() => uploads.retry(id)}>
            Try again
          </button>
        )}
        <button
          type="button"
          className="small"
          onClick={() => uploads.remove(id)}
          aria-label={`Remove ${name}`}
        >
          {state === 'failed' ? 'Dismiss' : 'Cancel'}
        </button>
      </span>
    </li>
  )
}

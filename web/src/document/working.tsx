import type { Document } from '@ledger-lift/server/contract'
import { ProgressMeter, stageText } from '../documents/status.tsx'

/** What is going on, or why it ended without a result. */
export function Working({ document }: { readonly document: Document }) {
  const { processing_status: status, error_message: message, error_code: code } = document
  if (status === 'COMPLETED') return null
  if (status === 'FAILED') {
    return (
      <div className="problem" role="alert">
        <p>{message ?? 'The document could not be worked.'}</p>
        {code !== null && (
          <p className="muted">
            <code>{code}</code>
          </p>
        )}
      </div>
    )
  }
  return (
    <div className="working" role="status">
      <p>
        {status === 'RETRYING'
          ? `An attempt failed and will be made again. ${message ?? ''}`
          : stageText(document.progress)}
      </p>
      <ProgressMeter document={document} />
    </div>
  )
}

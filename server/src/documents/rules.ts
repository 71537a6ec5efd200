import { AppError } from '../errors.ts'
import { TRANSITIONS, type ProcessingStatus } from '../events.ts'
import type { RunId } from '../ids.ts'
import type { DocumentRow } from './document-service.ts'

/** Throws document.illegal_transition. */
export function assertLegal(document: DocumentRow, to: ProcessingStatus): void {
  const from = document.processing_status
  if (TRANSITIONS[from].includes(to)) return
  throw new AppError(
    'document.illegal_transition',
    `A document that is ${from} cannot become ${to}; only ${TRANSITIONS[from].join(' or ')}.`,
    { context: { document_id: document.id, from, to } },
  )
}

/** Throws processing.lease_lost unless this run may write. */
export function assertLease(document: DocumentRow, run: RunId): void {
  if (document.leased_run_id === run) return
  throw leaseLost(document.id, run, document.leased_run_id)
}

export function leaseLost(document_id: string, run_id: string, holder: string | null): AppError {
  const detail = 'This run does not hold the document any more; nothing was written.'
  return new AppError('processing.lease_lost', detail, { context: { document_id, run_id, holder } })
}

import type { Document } from '@ledger-lift/server/contract'
import { Meter } from '../ui/meter.tsx'

type Worked = Pick<Document, 'processing_status' | 'progress' | 'original_filename'>

const WORDS: Readonly<Record<Document['processing_status'], string>> = {
  UPLOADED: 'Queued',
  PROCESSING: 'Working',
  COMPLETED: 'Done',
  FAILED: 'Failed',
  RETRYING: 'Will retry',
}

const STAGES: Readonly<Record<Document['progress']['stage'], string>> = {
  queued: 'Waiting for a worker',
  fetching: 'Fetching the file',
  extracting: 'Reading pages',
  keeping: 'Keeping what was found',
  done: 'Done',
}

export const STATUS_WORDS = WORDS

export function StatusBadge({ status }: { readonly status: Document['processing_status'] }) {
  return (
    <span className="badge" data-status={status}>
      {WORDS[status]}
    </span>
  )
}

/** `Reading pages, 12 of 240`. */
export function stageText({ stage, pages_done, pages_total }: Document['progress']): string {
  return stage === 'extracting' && pages_total !== null
    ? `${STAGES[stage]}, ${pages_done} of ${pages_total}`
    : STAGES[stage]
}

export function ProgressMeter({ document }: { readonly document: Worked }) {
  const { stage, pages_done, pages_total } = document.progress
  return (
    <Meter
      label={`Progress of ${document.original_filename}`}
      done={pages_done}
      total={pages_total}
      waiting={stage === 'queued'}
    />
  )
}

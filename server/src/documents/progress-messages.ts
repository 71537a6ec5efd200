import type { ProcessingStatus } from '../events.ts'
import type { EndEvent, ProgressEvent, StatusEvent } from './progress-contract.ts'

/** A document at one moment, as its watchers are told. */
export interface Snapshot {
  /** Of the last event of its trail. */
  readonly sequence: number
  /** Null when the document was purged. */
  readonly state: (StatusEvent & { readonly progress: ProgressEvent }) | null
}

/** A change of status, as the trail has it. */
export interface StatusStep {
  readonly sequence: number
  readonly status: ProcessingStatus
  readonly at: string
}

/** What a watcher was told last; it travels as the id of the message. */
export interface Seen {
  readonly sequence: number
  readonly stage: string
  readonly pagesDone: number
  readonly ended: boolean
}

export type Message =
  | { readonly event: 'status'; readonly data: StatusEvent; readonly seen: Seen }
  | { readonly event: 'progress'; readonly data: ProgressEvent; readonly seen: Seen }
  | { readonly event: 'end'; readonly data: EndEvent; readonly seen: Seen }

/**
 * What a watcher has missed: each change of status since, the progress if it moved, the end if it came. `steps` are the
 * changes of status, those before `seen` are passed over. A new watcher gets the state as it is.
 */
export function messagesSince(
  seen: Seen | null,
  { sequence, state }: Snapshot,
  steps: readonly StatusStep[],
): Message[] {
  const progress = state?.progress
  const now = {
    sequence,
    stage: progress?.stage ?? 'done',
    pagesDone: progress?.pages_done ?? 0,
    ended: false,
  }
  const at = (ended: boolean): Seen => ({ ...now, ended })
  const messages: Message[] = []
  if (state !== null) {
    const { progress: moved, ...status } = state
    messages.push(...statusMessages(seen, now, status, steps))
    if (seen === null || seen.stage !== now.stage || seen.pagesDone !== now.pagesDone)
      messages.push({ event: 'progress', data: moved, seen: at(false) })
  }
  const isOver = state === null || isFinal(state.processing_status)
  const endWasSeen =
    seen !== null && seen.ended && messages.length === 0 && (state !== null || seen.sequence === sequence)
  if (isOver && !endWasSeen)
    messages.push({
      event: 'end',
      data: { processing_status: state?.processing_status ?? null },
      seen: at(true),
    })
  return messages
}

function statusMessages(
  seen: Seen | null,
  now: Seen,
  current: StatusEvent,
  steps: readonly StatusStep[],
): Message[] {
  if (seen === null) return [{ event: 'status', data: current, seen: { ...now, stage: '', pagesDone: 0 } }]
  const missed = steps.filter((step) => step.sequence > seen.sequence && step.sequence <= now.sequence)
  return missed.map((step, index) => ({
    event: 'status',
    data:
      index === missed.length - 1
        ? current
        : {
            ...current,
            processing_status: step.status,
            error_code: null,
            error_message: null,
            updated_at: step.at,
          },
    seen: { sequence: step.sequence, stage: seen.stage, pagesDone: seen.pagesDone, ended: false },
  }))
}

const isFinal = (status: ProcessingStatus): boolean => status === 'COMPLETED' || status === 'FAILED'

/** The text of a server-sent event. */
export const eventText = ({ event, data, seen }: Message): string =>
  `event: ${event}\nid: ${seenText(seen)}\ndata: ${JSON.stringify(data)}\n\n`

export const seenText = ({ sequence, stage, pagesDone, ended }: Seen): string =>
  `${sequence}.${stage}.${pagesDone}.${ended ? 'end' : ''}`

/** Null for what is not the id of a message: then the watcher is a new one. */
export function parseSeen(text: string | undefined): Seen | null {
  const match = /^(\d{1,9})\.([a-z]*)\.(\d{1,9})\.(end)?$/.exec(text ?? '')
  if (match === null) return null
  const [, sequence, stage = '', pagesDone, end] = match
  return { sequence: Number(sequence), stage, pagesDone: Number(pagesDone), ended: end !== undefined }
}

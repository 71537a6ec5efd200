import type { ProcessingEvent, ProcessingStatus } from '../events.ts'
import { GENESIS, hashOf } from './hash-chain.ts'

/**
 * - `sequence`: an event is missing, doubled or out of place
 * - `prev_hash`: it does not follow the event before it
 * - `hash`: a field of it was changed
 * - `status`: it does not start from the status before it
 * - `head`: the trail does not end where it says
 * - `document`: the row and its trail disagree
 */
export type FindingKind = 'sequence' | 'prev_hash' | 'hash' | 'status' | 'head' | 'document'

export interface Finding {
  readonly kind: FindingKind
  /** The event; null for what concerns the whole trail. */
  readonly sequence: number | null
  readonly detail: string
}

/** What is there besides the events, for them to be compared with. */
export interface ClaimedEnd {
  readonly last_sequence: number
  readonly last_hash: string
  readonly purged: boolean
  /** Of the row; null when there is none. */
  readonly processing_status: ProcessingStatus | null
}

/** Follows one document's events in order of their numbers; give it each, then ask it for the end. */
export class ChainCheck {
  #sequence = 0
  #hash = GENESIS
  #status: ProcessingStatus | null = null
  #purged = false

  get events(): number {
    return this.#sequence
  }

  check(event: ProcessingEvent): Finding[] {
    const findings: Finding[] = []
    const find = (kind: FindingKind, detail: string) =>
      findings.push({ kind, sequence: event.sequence, detail })
    if (event.sequence !== this.#sequence + 1) find('sequence', `event ${this.#sequence + 1} is not there`)
    if (event.prev_hash !== this.#hash) find('prev_hash', 'it does not follow the event before it')
    if (event.hash !== hashOf(event)) find('hash', 'its content is not what was written')
    if (event.to_status !== null && event.from_status !== this.#status) {
      find('status', `it starts from ${event.from_status}, but the status was ${this.#status}`)
    }
    this.#sequence = event.sequence
    this.#hash = event.hash
    this.#status = event.to_status ?? this.#status
    this.#purged ||= event.event_type === 'PURGED'
    return findings
  }

  end(claimed: ClaimedEnd): Finding[] {
    const findings: Finding[] = []
    const find = (kind: FindingKind, detail: string) => findings.push({ kind, sequence: null, detail })
    if (claimed.last_sequence !== this.#sequence || claimed.last_hash !== this.#hash) {
      find(
        'head',
        `the trail should end with event ${claimed.last_sequence}, but ends with ${this.#sequence}`,
      )
    }
    if (claimed.purged !== this.#purged) find('document', 'the mark of a purge and its event disagree')
    if (claimed.purged !== (claimed.processing_status === null)) {
      find('document', claimed.purged ? 'it was purged and is there' : 'its row is gone without a purge')
    }
    if (claimed.processing_status !== null && claimed.processing_status !== this.#status) {
      find('document', `it is ${claimed.processing_status}, but its trail ends with ${this.#status}`)
    }
    return findings
  }
}

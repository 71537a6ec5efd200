import { AppError, ERRORS, type ErrorCode } from '../errors.ts'
import type { Failure } from '../documents/document-service.ts'

export type Verdict =
  | { readonly action: 'retry'; readonly failure: Failure; readonly delay: number }
  /** `dead`: an operator should see it, for it is not the document's own fault beyond doubt. */
  | { readonly action: 'fail'; readonly failure: Failure; readonly dead: boolean }

/**
 * Failures that the next attempt may not meet, and the attempts that a document has for each. Every other failure
 * lies in the document and comes again. With the delays below, 12 attempts outlast 20 minutes of an absent store.
 */
const ATTEMPTS: Partial<Record<ErrorCode, number>> = {
  'processing.crashed': 2,
  // A document that kills its worker each time must end; one that was only near such a document must not.
  'processing.worker_lost': 4,
  'internal.bug': 3,
  'database.unavailable': 12,
  'storage.unavailable': 12,
  'storage.denied': 12,
  'storage.full': 12,
}
/** Whatever the mixture. */
const ATTEMPTS_AT_ALL = 20

/** Milliseconds. */
const FIRST_DELAY = 2_000
const LONGEST_DELAY = 300_000

const NOT_OURS_TO_HIDE: ReadonlySet<ErrorCode> = new Set([
  'processing.crashed',
  'processing.timed_out',
  'processing.worker_lost',
])

/**
 * What becomes of a document whose attempt failed. `earlier`: how the attempts before it ended, since it was last
 * queued. `random`: 0..1.
 * `certain`: another attempt is known to end in the same way.
 */
export function judge(
  failure: Failure,
  earlier: readonly ErrorCode[],
  random: number,
  certain = false,
): Verdict {
  const allowed = ATTEMPTS[failure.code]
  if (allowed === undefined || certain)
    return { action: 'fail', failure, dead: NOT_OURS_TO_HIDE.has(failure.code) }
  const attempts = earlier.length + 1
  const alike = earlier.filter((code) => code === failure.code).length + 1
  if (alike >= allowed || attempts >= ATTEMPTS_AT_ALL)
    return { action: 'fail', failure: exhausted(failure, attempts), dead: true }
  return { action: 'retry', failure, delay: retryDelay(attempts, random) }
}

/** A document that is taken after its workers were lost: null as long as it has attempts left. */
export function judgeLost(earlier: readonly ErrorCode[]): Verdict | null {
  if (earlier.at(0) !== 'processing.worker_lost') return null
  const failure: Failure = {
    code: 'processing.worker_lost',
    message: 'The worker that had this document is gone.',
  }
  const verdict = judge(failure, earlier.slice(1), 0)
  return verdict.action === 'fail' ? verdict : null
}

/** Milliseconds before the attempt after the `attempts`th: doubled each time, at random within its upper half. */
export function retryDelay(attempts: number, random: number): number {
  const full = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempts - 1))
  return Math.round(full * (0.5 + random / 2))
}

/** What the trail and the caller are told of an error. The message of one that is not ours may hold content. */
export function failureOf(error: unknown): Failure {
  if (error instanceof AppError) return { code: error.code, message: error.message }
  // The attempt's own clock.
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return {
      code: 'processing.timed_out',
      message: 'The document took more time than one document may take.',
    }
  return {
    code: 'internal.bug',
    message: `${ERRORS['internal.bug'].title}; the log of the worker says what.`,
  }
}

function exhausted({ code, message }: Failure, attempts: number): Failure {
  const said = `${message} That was attempt ${attempts}; no further one is made. Reprocess the document to try again.`
  return { code: NOT_OURS_TO_HIDE.has(code) ? code : 'processing.attempts_exhausted', message: said }
}

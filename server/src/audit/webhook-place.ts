import { AppError } from '../errors.ts'
import { checkpointBytes } from './checkpoint.ts'
import type { CheckpointPlace } from './places.ts'

/** Milliseconds. */
const ANSWER_WITHIN = 15_000

/** An address, given by the operator, that takes each checkpoint by POST and answers 2xx once it has kept it. */
export function webhookPlace(name: string, url: string): CheckpointPlace {
  return {
    name,
    async write(checkpoint) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: checkpointBytes(checkpoint).toString(),
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWER_WITHIN),
      }).catch((cause: unknown) => {
        throw away('does not answer', cause)
      })
      await response.body?.cancel()
      if (!response.ok) throw away(`answers ${response.status}`)
    },
    read: () => null,
  }
}

const away = (what: string, cause?: unknown) =>
  new AppError('storage.unavailable', `The address in AUDIT_SECOND_PLACE ${what}; checkpoints wait for it.`, {
    cause,
  })

import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import type { Log } from '../telemetry/log.ts'

/** Milliseconds between two tries, and between two lines that say so. */
const EVERY = 1000
const REMIND_EVERY = 60_000

/**
 * Repeats while the database is away, as long as it takes: a machine that starts has no order of its services.
 * Any other failure rejects, and so does a stop.
 */
export async function untilThere(work: () => Promise<unknown>, log: Log, stop: AbortSignal): Promise<void> {
  let reminded = Number.NEGATIVE_INFINITY
  for (;;) {
    stop.throwIfAborted()
    try {
      await work()
      return
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'database.unavailable') throw error
      if (performance.now() - reminded > REMIND_EVERY) {
        log.warn({ err: error }, 'The database is away; waiting for it')
        reminded = performance.now()
      }
    }
    await pause(EVERY, undefined, { signal: stop })
  }
}

import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../errors.ts'

/** Milliseconds for which what must be written waits for the database. After that the document is taken again. */
export const WRITE_PATIENCE = 60_000

/** Repeats until the database answers, for at most `within` milliseconds. For what must be written, such as a verdict. */
export async function patiently<T>(work: () => Promise<T>, within: number, every = 500): Promise<T> {
  const end = Date.now() + within
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const away = error instanceof AppError && error.code === 'database.unavailable'
      if (!away || Date.now() + every > end) throw error
      await pause(every)
    }
  }
}

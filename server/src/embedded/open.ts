import type { Logger } from 'pino'
import { AppError } from '../errors.ts'
import { preparePlace } from './place.ts'
import { addressOf, startEmbeddedPostgres } from './postgres.ts'
import { findPostmaster } from './postmaster.ts'

export interface EmbeddedAccess extends AsyncDisposable {
  readonly url: string
}

/**
 * The database of `home`: started here and stopped with it, or, where another program runs it and `alone` does not
 * forbid, that one's. Rejects with `start.already_running` or `start.database_failed`.
 */
export async function openEmbeddedPostgres(
  home: string,
  alone: boolean,
  log: Logger,
): Promise<EmbeddedAccess> {
  try {
    const { url, stop } = await startEmbeddedPostgres({ home, log })
    return { url, [Symbol.asyncDispose]: stop }
  } catch (error) {
    if (alone || !(error instanceof AppError) || error.code !== 'start.already_running') throw error
    const place = preparePlace(home, log)
    const running = findPostmaster(place)
    if (!running) throw error
    return { url: addressOf(place, running.port), [Symbol.asyncDispose]: async () => {} }
  }
}

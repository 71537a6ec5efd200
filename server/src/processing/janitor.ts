import { setTimeout as pause } from 'node:timers/promises'
import { forAllTenants } from '../db/tenancy.ts'
import type { Log } from '../telemetry/log.ts'

/** Something that is done every now and then, by every worker: it must be harmless when two do it at once. */
export interface Chore {
  readonly name: string
  /** Milliseconds between the end of one time and the start of the next, give or take a fifth. */
  readonly every: number
  run(signal: AbortSignal): Promise<unknown>
}

export interface Janitor {
  stop(): Promise<void>
}

/** A chore sees the rows of all tenants. One that fails is logged and done again at its next time. */
export function startJanitor(chores: readonly Chore[], log: Log): Janitor {
  const stopping = new AbortController()
  const rounds = chores.map((chore) => repeat(chore, log, stopping.signal))
  return {
    async stop() {
      stopping.abort()
      await Promise.all(rounds)
    },
  }
}

async function repeat(chore: Chore, log: Log, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await forAllTenants(() => chore.run(signal)).catch((error: unknown) => {
      if (!signal.aborted)
        log.warn({ err: error, chore: chore.name }, 'a chore failed and is done again later')
    })
    await pause(chore.every * (0.8 + Math.random() * 0.4), undefined, { signal }).catch(() => {})
  }
}

import { EXIT } from './exit.ts'

/** One press of Ctrl-C may arrive twice: from the terminal, and passed on by npm. */
const SAME_PRESS_MS = 500

/**
 * How the program is told to stop. The first signal aborts; one after it ends the process at once, as does the first
 * when nothing is under way that wants to end in order. `now` is called before such an end.
 */
export class Stop {
  readonly #controller = new AbortController()
  readonly #atOnce = new Set<() => void>()
  #orderly = false
  #firstAt = Number.NEGATIVE_INFINITY

  constructor(process: NodeJS.Process) {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        const sinceFirst = performance.now() - this.#firstAt
        if (sinceFirst < SAME_PRESS_MS) return
        if (this.#controller.signal.aborted || !this.#orderly) {
          for (const end of this.#atOnce) end()
          process.exit(EXIT.interrupted)
        }
        this.#firstAt = performance.now()
        this.#controller.abort()
      })
    }
  }

  get requested(): boolean {
    return this.#controller.signal.aborted
  }

  /** Whoever takes it promises to end soon after it is aborted. */
  get signal(): AbortSignal {
    this.#orderly = true
    return this.#controller.signal
  }

  /** Synchronous last words for when there is no time: children to kill. */
  atOnce(end: () => void): void {
    this.#atOnce.add(end)
  }
}

/** Resolves when the program is told to stop. */
export async function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise((done) => signal.addEventListener('abort', done, { once: true }))
}

import { fork, type ChildProcess } from 'node:child_process'
import type { Engine, EngineOptions } from '@ledger-lift/extraction'
import { AppError } from '../../errors.ts'
import { startClock, type Taken } from './clock.ts'
import { childArguments, ENGINE_ENTRY } from './child-options.ts'
import type { Exchange, Reply, Spent, Task } from './messages.ts'
import { WATCH_EVERY } from './limits.ts'
import { processorTime } from './processor-time.ts'
import { residentBytes } from './resident.ts'

export interface ChildSettings {
  /** The folder with the documents that it may read. */
  readonly documents: string
  /** Resident bytes. */
  readonly memory: number
  readonly entry?: string
  readonly engine?: EngineOptions
}

/** Lines of a dead child's standard error that go to the log. */
const LAST_WORDS = 2000

/** One extraction process. It takes one request at a time; when it dies, so does the request, with a code that says how. */
export class Child {
  readonly #process: ChildProcess
  readonly #memory: number
  #waiting: { resolve(reply: Reply): void; reject(error: unknown): void } | null = null
  #ended: { readonly why: unknown } | null = null
  #lastWords = ''
  #started = false
  /** The page that it is at, within a batch. */
  #page: number | null = null
  #begun = (): void => {}
  /** Resolves with the engine when it can take requests; rejects with `internal.bug` when it cannot start. */
  readonly ready: Promise<Engine>
  readonly exited: Promise<void>

  constructor({ documents, memory, entry = ENGINE_ENTRY, engine = {} }: ChildSettings) {
    this.#memory = memory
    this.#process = fork(entry, [JSON.stringify(engine)], {
      execArgv: childArguments(documents, entry),
      // No secret of ours is its business.
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-LAST_WORDS)
    })
    this.#process.on('message', (reply: Reply) => this.#settle(reply))
    this.#process.on('error', (error) => this.#end(startFailed(error)))
    const closed = Promise.withResolvers<void>()
    this.exited = closed.promise
    this.#process.on('close', (status, signal) => {
      this.#end(crashed(status, signal, this.#lastWords, this.#page))
      closed.resolve()
    })
    this.ready = this.#reply().then(
      (reply) => {
        if (reply.type === 'ready') {
          this.#started = true
          return reply.engine
        }
        throw startFailed(reply)
      },
      (error) => {
        throw startFailed(error)
      },
    )
    this.ready.catch(() => {})
  }

  get usable(): boolean {
    return this.#ended === null
  }

  /** What its last request was told, or would have been; undefined while it lives. */
  get endedBy(): unknown {
    return this.#ended?.why
  }

  get started(): boolean {
    return this.#started
  }

  /**
   * `time`: milliseconds of work, anew for each page of a batch. Rejects with the engine's own code, or processing.timed_out,
   * document.over_limit, processing.crashed; these say in their context at which `page`.
   */
  async ask<T extends Task>(
    task: T,
    request: Exchange[T]['request'],
    time: number,
    signal: AbortSignal,
    spent: (at: Spent, pid: number) => void = () => {},
  ): Promise<Exchange[T]['reply']> {
    await this.ready
    signal.throwIfAborted()
    if (this.#ended) throw this.#ended.why
    const aborted = () => this.kill(signal.reason)
    signal.addEventListener('abort', aborted, { once: true })
    this.#page = null
    const clock = startClock(
      time,
      () => this.#worked(),
      (taken) => this.kill(timedOut(task, time, this.#page, taken)),
    )
    this.#begun = () => clock.restart()
    const watch = setInterval(() => void this.#watch(), WATCH_EVERY)
    try {
      const reply = this.#reply()
      this.#process.send({ task, request }, (error) => {
        if (error) this.#end(crashed(null, null, error.message, this.#page))
      })
      const replied = await reply
      if (replied.type === 'done') spent(replied, this.#process.pid ?? 0)
      return this.#valueOf(replied)
    } finally {
      clock.stop()
      clearInterval(watch)
      signal.removeEventListener('abort', aborted)
    }
  }

  async residentBytes(): Promise<number | null> {
    return this.#process.pid === undefined ? null : residentBytes(this.#process.pid)
  }

  #worked(): number | null {
    return this.#process.pid === undefined ? null : processorTime(this.#process.pid)
  }

  /** SIGKILL: a child that is stuck in WebAssembly hears nothing else. `why` is what its request rejects with. */
  kill(why: unknown = new AppError('server.stopping', 'The extraction process was stopped.')): void {
    this.#end(why)
    this.#process.kill('SIGKILL')
  }

  async #watch(): Promise<void> {
    const resident = await this.residentBytes()
    if (resident !== null && resident > this.#memory && this.#waiting)
      this.kill(overMemory(resident, this.#memory, this.#page))
  }

  #reply(): Promise<Reply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>()
    this.#waiting = { resolve, reject }
    return promise
  }

  #settle(reply: Reply): void {
    if (reply.type === 'page') {
      this.#page = reply.page
      this.#begun()
      return
    }
    this.#waiting?.resolve(reply)
    this.#waiting = null
  }

  #end(why: unknown): void {
    this.#ended ??= { why }
    this.#waiting?.reject(this.#ended.why)
    this.#waiting = null
  }

  #valueOf<T extends Task>(reply: Reply): Exchange[T]['reply'] {
    if (reply.type === 'refused') throw new AppError(reply.code, reply.message)
    // The child answers a task with that task's reply: `serve.ts` is typed so.
    if (reply.type === 'done') return reply.value as Exchange[T]['reply']
    const why = new AppError('processing.crashed', 'The engine failed on this document.', {
      cause: reply.type === 'broken' ? new Error(reply.message) : reply,
      context: { page: this.#page },
    })
    this.kill(why)
    throw why
  }
}

function startFailed(cause: unknown): AppError {
  return new AppError('internal.bug', 'An extraction process could not start; the log has its last words.', {
    cause,
  })
}

function crashed(
  status: number | null,
  signal: NodeJS.Signals | null,
  lastWords: string,
  page: number | null,
): AppError {
  // V8 aborts when its own heap is full, before the watchdog's limit is reached.
  if (/heap out of memory|Reached heap limit/.test(lastWords))
    return new AppError('document.over_limit', 'The document needs more memory than one document may take.', {
      context: { page },
    })
  return new AppError('processing.crashed', 'The engine crashed on this document.', {
    cause: new Error(`exit status ${status}, signal ${signal}: ${lastWords}`),
    context: { page },
  })
}

function timedOut(task: Task, time: number, page: number | null, { elapsed, worked }: Taken): AppError {
  const step = page === null ? 'one step' : `page ${page}`
  const isStarved = worked !== null && worked < time
  const words = isStarved
    ? `took ${Math.round(elapsed / 1000)} seconds for ${step}, in which it hardly got the processor`
    : `took more than ${time / 1000} seconds for ${step}`
  return new AppError('processing.timed_out', `The document ${words}.`, {
    context: { task, page, elapsed, worked },
  })
}

function overMemory(resident: number, limit: number, page: number | null): AppError {
  return new AppError(
    'document.over_limit',
    `The document needs more than the ${Math.round(limit / 1024 ** 2)} MB of memory that one document may take.`,
    { context: { resident, page } },
  )
}

import type { DocumentKind, Engine } from '@ledger-lift/extraction'
import { AppError, type ErrorCode } from '../errors.ts'
import { traced } from '../telemetry/tracing.ts'
import type { Stage } from '../telemetry/work-metrics.ts'
import type { DocumentWork } from './extract-document.ts'
import type { Exchange, Opened, Spent, Task } from './children/messages.ts'
import type { LentChild } from './children/pool.ts'

const DEATHS: ReadonlySet<ErrorCode> = new Set([
  'processing.crashed',
  'processing.timed_out',
  'document.over_limit',
])

/** Is told when the child was at it: a process without a network cannot tell a collector itself. */
type InChild = (at: Spent, pid: number) => void

/** A child that has the document open. One that the document killed is replaced by another before the next request. */
export class DocumentChild implements Disposable {
  readonly #work: DocumentWork
  readonly #signal: AbortSignal
  #lent: LentChild | null
  readonly #again: boolean
  #open = false
  #kind: DocumentKind | 'none' = 'none'

  /** On the child that is `given`, for a document that another has `opened`; else on the first that is free. */
  constructor(
    work: DocumentWork,
    signal: AbortSignal,
    given: { readonly lent: LentChild; readonly opened: Opened } | null = null,
  ) {
    this.#work = work
    this.#signal = signal
    this.#lent = given?.lent ?? null
    this.#again = given !== null && !given.opened.notes.some(({ code }) => code === 'document.damaged')
  }

  async open(): Promise<Opened> {
    const { pool, path, options, limits } = this.#work
    const lent = (this.#lent ??= await pool.acquire(this.#signal))
    const opened = await this.#timed('open', 0, (spent) =>
      lent.child.ask(
        'open',
        { path, options: { ...options, again: this.#again } },
        limits.openTime,
        this.#signal,
        spent,
      ),
    )
    this.#kind = opened.kind
    this.#open = true
    return opened
  }

  /** Opens the document again where the last request killed the child. Rejects like `Child.ask`. */
  async ready(): Promise<void> {
    if (this.#lent?.child.usable && this.#open) return
    if (this.#lent && !this.#lent.child.usable) this.#giveBack()
    await this.open()
  }

  /** The child must be ready. */
  async ask<T extends Task>(
    task: T,
    request: Exchange[T]['request'],
    time: number,
  ): Promise<Exchange[T]['reply']> {
    const lent = this.#lent
    if (!lent) throw new Error('the child is not ready')
    const answer = (spent?: InChild) => lent.child.ask(task, request, time, this.#signal, spent)
    if (task === 'close') return await answer()
    return await this.#timed(task, request !== null && 'pages' in request ? request.pages.length : 0, answer)
  }

  /** What this child makes of documents; the child must be ready. */
  async engine(): Promise<Engine> {
    if (!this.#lent) throw new Error('the child is not ready')
    return await this.#lent.child.ready
  }

  async close(): Promise<void> {
    if (this.#lent?.child.usable) await this.ask('close', null, this.#work.limits.openTime)
  }

  /** Whether this error says that the document killed the child, rather than that somebody else did. */
  died(error: unknown): error is AppError {
    return (
      !this.#signal.aborted &&
      !this.#lent?.child.usable &&
      error instanceof AppError &&
      DEATHS.has(error.code)
    )
  }

  [Symbol.dispose](): void {
    this.#giveBack()
  }

  async #timed<T>(stage: Stage, pages: number, work: (spent: InChild) => Promise<T>): Promise<T> {
    const { metrics, tracing } = this.#work
    const stop = metrics?.stages.startTimer({ stage })
    const attributes = { 'ledger_lift.pages': pages }
    const spent: InChild = ({ from, to }, pid) =>
      tracing
        ?.start({ name: `child ${stage}`, from, attributes: { ...attributes, 'process.pid': pid } })
        .end(undefined, to)
    try {
      return await traced(tracing, { name: stage, attributes }, () => work(spent))
    } finally {
      stop?.({ engine: this.#kind })
      if (pages > 0) metrics?.stagePages.inc({ stage, engine: this.#kind }, pages)
    }
  }

  #giveBack(): void {
    this.#lent?.[Symbol.dispose]()
    this.#lent = null
    this.#open = false
  }
}

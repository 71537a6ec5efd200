import type { Engine, EngineOptions } from '@ledger-lift/extraction'
import { AppError } from '../../errors.ts'
import type { Log } from '../../telemetry/log.ts'
import type { ChildEnd } from '../../telemetry/work-metrics.ts'
import { Child } from './child.ts'
import { endOf, GROWN } from './child-end.ts'
import type { ChildLimits } from './limits.ts'

export interface PoolSettings {
  readonly size: number
  readonly documents: string
  readonly limits: ChildLimits
  readonly log: Log
  readonly entry?: string
  /** Is told of each process that is no more, and why. */
  readonly ended?: (reason: ChildEnd) => void
  /** Settings of the engine that its fingerprint covers. */
  readonly engine?: EngineOptions
}

/** A child on loan. Disposing gives it back: warm when it is well, replaced when it is dead or has grown. */
export interface LentChild extends Disposable {
  readonly child: Child
}

/** `size` warm extraction processes, lent to one document's lane at a time, first come first served. */
export class ChildPool {
  readonly #settings: PoolSettings
  readonly #idle: Child[] = []
  readonly #all = new Set<Child>()
  readonly #queue: { grant(child: Child): void; refuse(error: unknown): void }[] = []
  #stopped = false

  constructor(settings: PoolSettings) {
    this.#settings = settings
  }

  /** Resolves with the engine when every child has loaded it; rejects with `internal.bug` when one cannot. */
  async start(): Promise<Engine> {
    const children = Array.from({ length: this.#settings.size }, () => this.#add())
    const [engine] = await Promise.all(children.map((child) => child.ready))
    if (!engine) throw new RangeError('a pool has at least one process')
    for (const child of children) this.#offer(child)
    return engine
  }

  /** Lanes that wait for a child: those that already have one should give way to them. */
  get waiting(): number {
    return this.#queue.length
  }

  async acquire(signal: AbortSignal): Promise<LentChild> {
    signal.throwIfAborted()
    if (this.#stopped) throw new AppError('server.stopping', 'The worker is stopping.')
    return this.tryAcquire() ?? this.#wait(signal)
  }

  /** An idle child, or a new one where one is missing; null when all are at work. */
  tryAcquire(): LentChild | null {
    for (let child = this.#idle.pop(); child; child = this.#idle.pop()) {
      if (child.usable) return this.#lend(child)
    }
    return this.#all.size < this.#settings.size ? this.#lend(this.#add()) : null
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const { refuse } of this.#queue.splice(0))
      refuse(new AppError('server.stopping', 'The worker is stopping.'))
    const children = [...this.#all]
    for (const child of children) child.kill()
    await Promise.all(children.map((child) => child.exited))
  }

  #wait(signal: AbortSignal): Promise<LentChild> {
    const { promise, resolve, reject } = Promise.withResolvers<LentChild>()
    const place = { grant: (child: Child) => resolve(this.#lend(child)), refuse: reject }
    const leave = () => {
      const at = this.#queue.indexOf(place)
      if (at >= 0) this.#queue.splice(at, 1)
      reject(signal.reason)
    }
    signal.addEventListener('abort', leave, { once: true })
    this.#queue.push(place)
    return promise.finally(() => signal.removeEventListener('abort', leave))
  }

  #lend(child: Child): LentChild {
    return { child, [Symbol.dispose]: () => void this.#takeBack(child) }
  }

  async #takeBack(child: Child): Promise<void> {
    if (child.usable && ((await child.residentBytes()) ?? 0) <= this.#settings.limits.retireOver) {
      this.#offer(child)
      return
    }
    child.kill(GROWN)
    this.#all.delete(child)
    // One that cannot even start is replaced only when it is wanted, so that it is not restarted in a loop.
    if (!this.#stopped && (child.started || this.#queue.length > 0)) this.#offer(this.#add())
  }

  #add(): Child {
    const { limits, log, ended, ...settings } = this.#settings
    const child = new Child({ ...settings, memory: limits.memory })
    this.#all.add(child)
    void child.exited.then(() => {
      this.#all.delete(child)
      ended?.(child.started ? endOf(child.endedBy) : 'not_started')
    })
    child.ready.catch((error) => {
      if (!this.#stopped) log.error({ err: error }, 'an extraction process could not start')
    })
    return child
  }

  #offer(child: Child): void {
    const next = this.#queue.shift()
    if (next) next.grant(child)
    else this.#idle.push(child)
  }
}

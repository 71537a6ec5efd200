import { childrenOf, residentBytes } from './children.ts'

/** Milliseconds between looks. */
const EVERY = 25

/** The most resident bytes that any one child of this process had while it was watched, and by how much this process grew. */
export class PeakMemory implements Disposable {
  readonly #timer = setInterval(() => this.#look(), EVERY)
  child = 0
  own = 0
  readonly #before = process.memoryUsage.rss()

  #look(): void {
    this.own = Math.max(this.own, process.memoryUsage.rss() - this.#before)
    for (const pid of childrenOf(process.pid)) this.child = Math.max(this.child, residentBytes(pid))
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}

import { readFileSync, readdirSync } from 'node:fs'

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

function childrenOf(parent: number): number[] {
  return readdirSync(`/proc/${parent}/task`).flatMap((task) =>
    (readProc(`/proc/${parent}/task/${task}/children`) ?? '').split(' ').filter(Boolean).map(Number),
  )
}

function residentBytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1]
  return Number(kilobytes ?? 0) * 1024
}

/** Null for a process that has ended. */
function readProc(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

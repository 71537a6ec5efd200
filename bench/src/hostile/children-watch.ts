import { readFile } from 'node:fs/promises'
import { processorTime } from '../../../server/src/processing/children/processor-time.ts'
import { residentBytes } from '../../../server/src/processing/children/resident.ts'

/** Milliseconds between looks. */
const EVERY = 50

/** What this process's children take while they are watched: the most memory of one, and the processor time of all. */
export class ChildrenWatch {
  readonly #before = new Map<number, number>()
  readonly #last = new Map<number, number>()
  readonly #timer: NodeJS.Timeout
  /** Bytes. */
  peak = 0

  private constructor() {
    this.#timer = setInterval(() => void this.#look(), EVERY)
  }

  static async start(): Promise<ChildrenWatch> {
    const watch = new ChildrenWatch()
    for (const pid of await childrenOf()) watch.#before.set(pid, processorTime(pid) ?? 0)
    await watch.#look()
    return watch
  }

  /** Milliseconds; of a child that died, up to the last look at it. */
  get worked(): number {
    return [...this.#last].reduce((sum, [pid, time]) => sum + time - (this.#before.get(pid) ?? 0), 0)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#look()
  }

  async #look(): Promise<void> {
    for (const pid of await childrenOf()) {
      const [bytes, worked] = [await residentBytes(pid), processorTime(pid)]
      this.peak = Math.max(this.peak, bytes ?? 0)
      if (worked !== null) this.#last.set(pid, worked)
    }
  }
}

/** Resident bytes of this process's children, each (Linux). */
export async function childrenBytes(): Promise<number[]> {
  return await Promise.all((await childrenOf()).map(async (pid) => (await residentBytes(pid)) ?? 0))
}

async function childrenOf(): Promise<number[]> {
  const { pid } = process
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return listed.split(' ').filter(Boolean).map(Number)
}

import { processorTime } from '../../../server/src/processing/children/processor-time.ts'

/** What processes took of the processor while they were looked at; one that is new or gone meanwhile, too. */
export class ProcessorTime {
  readonly #first = new Map<number, number>()
  readonly #last = new Map<number, number>()
  #looks = 0

  look(pids: readonly number[]): void {
    for (const pid of pids) {
      const time = processorTime(pid)
      if (time === null) continue
      // All that a process took counts that was not there at the first look.
      if (!this.#first.has(pid)) this.#first.set(pid, this.#looks === 0 ? time : 0)
      this.#last.set(pid, time)
    }
    this.#looks++
  }

  get seconds(): number {
    const spent = [...this.#last].map(([pid, time]) => time - (this.#first.get(pid) ?? 0))
    return spent.reduce((sum, time) => sum + time, 0) / 1000
  }
}

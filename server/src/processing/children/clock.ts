/**
 * A step that does not get the processor may last so many times its time: with a load of 14 on two cores a page was seen
 * to get a twenty-fifth of one.
 */
const STARVED = 10

/** What a step has taken so far. */
export interface Taken {
  /** Milliseconds since it began. */
  readonly elapsed: number
  /** Milliseconds that the process worked meanwhile; null where that cannot be told. */
  readonly worked: number | null
}

/**
 * Milliseconds that a step of at most `time` still has, 0 when it is over. What counts is the work that was done: on a
 * machine that is busy with other things a good document takes long, and is not to blame.
 */
export function timeLeft(time: number, { elapsed, worked }: Taken): number {
  return Math.max(0, worked === null ? time - elapsed : Math.min(time - worked, STARVED * time - elapsed))
}

export interface Clock {
  /** The next step begins, with its own time. */
  restart(): void
  stop(): void
}

/** Calls `over` once when a step has taken `time` milliseconds. `worked`: of the process so far. */
export function startClock(time: number, worked: () => number | null, over: (taken: Taken) => void): Clock {
  let timer: NodeJS.Timeout
  let [begun, workedBefore] = [performance.now(), worked()]
  const look = () => {
    const now = worked()
    const own = now === null || workedBefore === null ? null : now - workedBefore
    const taken = { elapsed: performance.now() - begun, worked: own }
    const left = timeLeft(time, taken)
    if (left > 0) timer = setTimeout(look, left)
    else over(taken)
  }
  timer = setTimeout(look, time)
  return {
    restart() {
      clearTimeout(timer)
      ;[begun, workedBefore] = [performance.now(), worked()]
      timer = setTimeout(look, time)
    },
    stop: () => clearTimeout(timer),
  }
}

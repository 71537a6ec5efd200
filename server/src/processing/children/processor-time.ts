import { readFileSync } from 'node:fs'

/** Linux counts it in hundredths of a second, whatever the processor (USER_HZ). */
const TICK = 10

/** Milliseconds that a process, with all its threads, has worked; null when the system has no such way to tell. */
export function processorTime(pid: number): number | null {
  try {
    // The name of the program comes first, in brackets, and may hold anything.
    const [, numbers = ''] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? []
    const [user, system] = numbers.split(' ').slice(USER, USER + 2)
    return user === undefined || system === undefined ? null : (Number(user) + Number(system)) * TICK
  } catch {
    return null
  }
}

/** `utime` is field 14 of proc(5), `stime` the next; the state after the name is field 3. */
const USER = 14 - 3

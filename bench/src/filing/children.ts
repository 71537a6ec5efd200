import { readFileSync, readdirSync } from 'node:fs'
import { processorTime } from '../../../server/src/processing/children/processor-time.ts'

/** What the processes that this one has started have taken so far. */
export interface Taken {
  /** Resident: the most that one of those that still live has had at any time. One that ended is not seen. */
  readonly peakBytes: number
  /** Seconds of processor time, of all of them together. */
  readonly seconds: number
}

/** Of those that live, as the system counts it: to look all the time would take a part of what is measured. */
export function takenByChildren(): Taken {
  const pids = childrenOf(process.pid)
  return {
    peakBytes: Math.max(0, ...pids.map(peakBytes)),
    seconds: pids.reduce((sum, pid) => sum + (processorTime(pid) ?? 0), 0) / 1000,
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync(`/proc/${parent}/task`).flatMap((task) =>
    (readProc(`/proc/${parent}/task/${task}/children`) ?? '').split(' ').filter(Boolean).map(Number),
  )
}

function peakBytes(pid: number): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1]
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

import { readFileSync, readdirSync } from 'node:fs'

/** The processes that this one has started and that live. */
export function childrenOf(parent: number): number[] {
  return readdirSync(`/proc/${parent}/task`).flatMap((task) =>
    (readProc(`/proc/${parent}/task/${task}/children`) ?? '').split(' ').filter(Boolean).map(Number),
  )
}

export function residentBytes(pid: number): number {
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

import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/**
 * Keeps this process, and all that it starts from now on, on the first so many processors until disposed of. Linux only,
 * by `taskset` of util-linux; throws where that is not to be had.
 */
export function onProcessors(count: number): Disposable {
  const all = availableParallelism()
  allow(count)
  return { [Symbol.dispose]: () => allow(all) }
}

function allow(count: number): void {
  execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', `0-${count - 1}`, `${process.pid}`])
}

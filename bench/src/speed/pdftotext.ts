import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** CPU seconds, user and system, of `pdftotext -bbox` on all files, a process a file. */
export interface PdftotextCpu {
  readonly whole: number
  /** What as many of its processes take to start and do nothing. */
  readonly starting: number
}

/** Null where it is not installed. */
export function pdftotextCpu(files: readonly string[]): PdftotextCpu | null {
  const whole = cpuOf(files.map((file) => ['-bbox', file, '-']))
  const starting = cpuOf(files.map(() => ['-v']))
  return whole === null || starting === null ? null : { whole, starting }
}

function cpuOf(commands: readonly (readonly string[])[]): number | null {
  const before = childrenCpu()
  for (const args of commands) {
    if (spawnSync('pdftotext', args, { stdio: 'ignore' }).error !== undefined) return null
  }
  const after = childrenCpu()
  return before === null || after === null ? null : after - before
}

/** Clock ticks a second that /proc counts in: `getconf CLK_TCK`, 100 on every Linux that Node runs on. */
const TICKS = 100

/** CPU seconds of all children that have ended: fields cutime and cstime of proc(5); null without /proc. */
function childrenCpu(): number | null {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[13]) + Number(fields[14])) / TICKS
  } catch {
    return null
  }
}

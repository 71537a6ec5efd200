import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * CPU seconds, user and system, of `pdftotext -bbox` on the files, a process a file, less what as many processes take
 * to start and do nothing; null where it is not installed.
 */
export function pdftotextCpu(files: readonly string[]): number | null {
  const reading = cpuOf(files.map((file) => ['-bbox', file, '-']))
  const starting = cpuOf(files.map(() => ['-v']))
  return reading === null || starting === null ? null : reading - starting
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

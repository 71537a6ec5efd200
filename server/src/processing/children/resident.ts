import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Resident bytes of a process; null when it is gone or the system has no way to tell (Windows). */
export async function residentBytes(pid: number): Promise<number | null> {
  try {
    if (process.platform === 'linux') {
      // In kB whatever the page size, which `statm` counts in.
      return kilobytes(/^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1])
    }
    if (process.platform === 'win32') return null
    return kilobytes((await run('ps', ['-o', 'rss=', '-p', String(pid)])).stdout.trim())
  } catch {
    return null
  }
}

const kilobytes = (text: string | undefined): number | null => (text ? Number(text) * 1024 : null)

import { readdir, readlink, realpath } from 'node:fs/promises'

/** kill -9 of the server on this data folder, and of every process of it: they all work in there. */
export async function killProcessesIn(data: string): Promise<void> {
  const real = await realpath(data)
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')))
  for (const [index, pid] of pids.entries()) if (folders[index] === real) kill(Number(pid))
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone already, with its parent.
  }
}

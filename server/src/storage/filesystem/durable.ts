import { link, mkdir, open, rename, rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isErrno } from './file-errors.ts'

/** After this a power cut does not lose the names in the directory. Windows has no such call and needs none. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** `mkdir -p`, and the names of the directories that it made are durable. */
export async function makeDirectory(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = directory; made.length >= first.length; made = dirname(made))
    await syncDirectory(dirname(made))
}

/**
 * Gives a finished temporary file its name, at once and durably. With `ifAbsent` a name that is taken throws EEXIST
 * and stays as it is: `link`, unlike `rename`, never replaces.
 */
export async function publish(
  temporary: string,
  target: string,
  { ifAbsent }: { ifAbsent: boolean },
): Promise<void> {
  const directory = dirname(target)
  for (let attempt = 1; ; attempt++) {
    await makeDirectory(directory)
    try {
      if (!ifAbsent) await rename(temporary, target)
      else await link(temporary, target)
      break
    } catch (error) {
      // A delete beside us may have removed the directory as it had become empty.
      if (!isErrno(error, 'ENOENT') || attempt === 5) throw error
    }
  }
  if (ifAbsent) await rm(temporary, { force: true })
  await syncDirectory(directory)
}

/** Removes the directory and those above it, up to `root`, as far as they are empty. */
export async function removeEmptyDirectories(directory: string, root: string): Promise<void> {
  for (let current = directory; current.length > root.length; current = dirname(current)) {
    try {
      await rmdir(current)
    } catch (error) {
      if (isErrno(error, 'ENOENT')) continue
      return // not empty, or in use: it stays
    }
  }
}

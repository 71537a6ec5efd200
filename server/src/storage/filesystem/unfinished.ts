import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isErrno } from './file-errors.ts'
import type { Layout } from './layout.ts'
import { discardUpload, keyOfUpload } from './multipart.ts'

/** A write in progress changes its file all along, and a silent sender is cut off after a minute. Milliseconds. */
const DEAD_AFTER = 3600_000

/**
 * Removes what killed processes left: temporary files, which no name tells the prefix of, and multipart uploads under
 * the prefix.
 */
export async function discardUnfinished(layout: Layout, prefix: string, before: Date): Promise<number> {
  let discarded = 0
  const dead = new Date(Math.max(before.getTime(), Date.now() - DEAD_AFTER))
  for (const name of await olderThan(dead, layout.temporary)) {
    await rm(join(layout.temporary, name), { force: true })
    discarded++
  }
  for (const id of await olderThan(before, layout.multipart)) {
    const key = await keyOfUpload(layout, id)
    if (key !== null && !key.startsWith(prefix)) continue
    await discardUpload(layout, id)
    discarded++
  }
  return discarded
}

async function olderThan(before: Date, directory: string): Promise<string[]> {
  const old: string[] = []
  for (const name of await readdir(directory)) {
    const found = await stat(join(directory, name)).catch((error: unknown) => {
      if (isErrno(error, 'ENOENT')) return null
      throw error
    })
    if (found !== null && found.mtime < before) old.push(name)
  }
  return old
}

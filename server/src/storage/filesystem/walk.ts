import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isErrno } from './file-errors.ts'
import { OBJECT_SUFFIX } from './layout.ts'

/** Keys that start with the prefix, in the order of S3: by bytes of the whole key. Links are not followed. */
export async function* walkKeys(objects: string, prefix: string): AsyncGenerator<string> {
  yield* walk(objects, prefix.slice(0, prefix.lastIndexOf('/') + 1), prefix)
}

async function* walk(objects: string, directory: string, prefix: string): AsyncGenerator<string> {
  for (const entry of await entriesOf(join(objects, directory))) {
    const path = directory + entry
    if (!path.startsWith(prefix) && !prefix.startsWith(path)) continue
    if (path.endsWith('/')) yield* walk(objects, path, prefix)
    else if (path.startsWith(prefix)) yield path
  }
}

/** Directories with a `/` behind, as in keys: so they sort where their objects do. */
async function entriesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  })
  return entries
    .flatMap((entry) => {
      if (entry.isDirectory()) return [`${entry.name}/`]
      return entry.isFile() && entry.name.endsWith(OBJECT_SUFFIX)
        ? [entry.name.slice(0, -OBJECT_SUFFIX.length)]
        : []
    })
    .sort() // keys are ASCII: code units are bytes
}

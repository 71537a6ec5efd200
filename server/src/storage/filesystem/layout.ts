import { mkdirSync, realpathSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../../errors.ts'
import { assertKey } from '../key-rules.ts'
import { isErrno } from './file-errors.ts'

/** No key has a `~`, so that the object `a/b` and the directory of the object `a/b/c` never meet. */
export const OBJECT_SUFFIX = '~object'

/** Where things lie in the storage directory. All of it is one file system, so that a rename is atomic. */
export interface Layout {
  readonly objects: string
  readonly temporary: string
  readonly multipart: string
}

/** Makes the directories, for their owner alone. */
export function prepareLayout(directory: string): Layout {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const root = realpathSync(directory)
  const layout = {
    objects: join(root, 'objects'),
    temporary: join(root, 'temporary'),
    multipart: join(root, 'multipart'),
  }
  for (const path of Object.values(layout)) mkdirSync(path, { recursive: true, mode: 0o700 })
  return layout
}

/** The file of a key, after a look that no directory on the way is a symbolic link. */
export async function objectPath(layout: Layout, key: string): Promise<string> {
  assertKey(key)
  const path = join(layout.objects, `${key}${OBJECT_SUFFIX}`)
  await assertNoLink(dirname(path))
  return path
}

/** Directories that are not there yet are no links. */
export async function assertNoLink(directory: string): Promise<void> {
  const real = await realpath(directory).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return null
    throw error
  })
  if (real === null) return assertNoLink(dirname(directory))
  assertSamePath(directory, real)
}

/** `real`: the path that the directory has without links. */
export function assertSamePath(directory: string, real: string): void {
  if (real !== directory)
    throw new AppError(
      'storage.denied',
      'There is a symbolic link inside the storage directory; links are not followed.',
      {
        context: { directory },
      },
    )
}

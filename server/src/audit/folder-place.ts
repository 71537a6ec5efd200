import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { checkpointBytes, checkpointName, parseCheckpoint } from './checkpoint.ts'
import type { CheckpointPlace } from './places.ts'

/** A folder, best on a disk that the database's owner cannot write to. */
export function folderPlace(name: string, folder: string): CheckpointPlace {
  return {
    name,
    async write(checkpoint) {
      await mkdir(folder, { recursive: true })
      const file = join(folder, checkpointName(checkpoint.statement.number))
      if (existsSync(file)) return
      const draft = `${file}.${randomUUID()}.new`
      const handle = await open(draft, 'wx')
      await handle.writeFile(checkpointBytes(checkpoint)).finally(() => handle.close())
      await rename(draft, file)
    },
    async *read() {
      const names = existsSync(folder) ? await readdir(folder) : []
      for (const each of names.filter((one) => one.endsWith('.json')).sort())
        yield { name: each, file: parseCheckpoint(await readFile(join(folder, each))) }
    },
  }
}

import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeDirectory, publish } from '../storage/filesystem/durable.ts'
import { checkpointBytes, checkpointName, parseCheckpoint, type CheckpointFile } from './checkpoint.ts'
import type { CheckpointPlace } from './places.ts'

/** A folder, best on a disk that the database's owner cannot write to. */
export function folderPlace(name: string, folder: string): CheckpointPlace {
  return {
    name,
    async write(checkpoint) {
      const file = join(folder, checkpointName(checkpoint.statement.number))
      if (!existsSync(file)) await writeDurably(folder, file, checkpoint)
    },
    async *read() {
      const names = existsSync(folder) ? await readdir(folder) : []
      for (const each of names.filter((one) => one.endsWith('.json')).sort())
        yield { name: each, file: parseCheckpoint(await readFile(join(folder, each))) }
    },
  }
}

async function writeDurably(folder: string, file: string, checkpoint: CheckpointFile): Promise<void> {
  await makeDirectory(folder)
  const draft = `${file}.${randomUUID()}.new`
  try {
    const handle = await open(draft, 'wx')
    try {
      await handle.writeFile(checkpointBytes(checkpoint))
      await handle.sync()
    } finally {
      await handle.close()
    }
    // By rename, for not every network share has links; who else writes this number writes the same.
    await publish(draft, file, { ifAbsent: false })
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

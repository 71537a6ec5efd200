import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { HOSTILE_FILES, type HostileFile } from '../../../corpus/src/hostile/hostile-files.ts'

/** A hostile file on the disk. */
export interface MadeFile {
  readonly file: HostileFile
  readonly path: string
}

/**
 * Every kind whose name holds `only`, written to `folder` by a process of its own: making them takes gigabytes, which
 * would cover what working them takes.
 */
export async function makeFiles(folder: string, canary: string, only: string): Promise<MadeFile[]> {
  const made = HOSTILE_FILES.flatMap((file, index) =>
    file.name.includes(only) ? [{ file, path: join(folder, `made-${index}`) }] : [],
  )
  const maker = spawn(process.execPath, [import.meta.filename, folder, canary, only], { stdio: 'inherit' })
  const [status] = await once(maker, 'exit')
  if (status !== 0) throw new Error(`the hostile files could not be made: status ${status}`)
  return made
}

if (process.argv[1] === import.meta.filename) {
  const [folder = '', canary = '', only = ''] = process.argv.slice(2)
  for (const [index, file] of HOSTILE_FILES.entries())
    if (file.name.includes(only)) await writeFile(join(folder, `made-${index}`), await file.bytes(canary))
}

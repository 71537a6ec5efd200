import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { AppError } from '../errors.ts'
import { entriesOf, MANIFEST, type Manifest } from './manifest.ts'

/** Gives each entry in turn; what the visitor leaves unread is skipped. Throws `backup.damaged`. */
export async function readEntries(
  path: string,
  visit: (name: string, size: number, content: Readable) => Promise<void>,
): Promise<void> {
  const archive = extract()
  const source = createReadStream(path)
  const unzipped = createGunzip()
  const broken = (error: Error) => archive.destroy(error)
  source.on('error', broken)
  unzipped.on('error', broken)
  source.pipe(unzipped).pipe(archive)
  try {
    for await (const entry of archive) {
      await visit(entry.header.name, entry.header.size ?? 0, Readable.from(entry))
      entry.resume()
    }
  } catch (error) {
    throw error instanceof AppError ? error : unreadable(path, error)
  } finally {
    source.destroy()
  }
}

/** Reads all of it, and compares every entry with the manifest. Throws `backup.damaged`, naming what is wrong. */
export async function verifyBackup(path: string): Promise<Manifest> {
  const found = new Map<string, string>()
  let manifest: Manifest | null = null
  await readEntries(path, async (name, _size, content) => {
    if (name === MANIFEST) manifest = parseManifest(Buffer.concat(await content.toArray()))
    else found.set(name, await hashOf(content))
  })
  // Assigned in the visitor, which the compiler does not follow.
  const said = manifest as Manifest | null
  if (said === null) throw damaged('it has no manifest: it was cut off')
  for (const { entry, sha256 } of entriesOf(said)) {
    const actual = found.get(entry)
    if (actual === undefined) throw damaged(`${entry} is missing`)
    if (actual !== sha256) throw damaged(`${entry} has other bytes than were written`)
    found.delete(entry)
  }
  const [stray] = found.keys()
  if (stray !== undefined) throw damaged(`${stray} is in no manifest`)
  return said
}

function parseManifest(bytes: Buffer): Manifest {
  const manifest: Manifest = JSON.parse(bytes.toString('utf8'))
  if (manifest.format !== 'ledger-lift/backup@1') throw damaged(`its format is ${manifest.format}`)
  return manifest
}

async function hashOf(content: Readable): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of content) hash.update(chunk)
  return hash.digest('hex')
}

const damaged = (how: string) =>
  new AppError('backup.damaged', `The backup cannot be used: ${how}. Take another one.`)

function unreadable(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (/^E[A-Z]+$/.test(code)) return error
  return new AppError('backup.damaged', `${path} is no backup, or is damaged. Take another one.`, {
    cause: error,
  })
}

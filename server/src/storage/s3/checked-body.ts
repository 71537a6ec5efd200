import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { AppError } from '../../errors.ts'

export interface Promised {
  readonly size?: number
  readonly sha256?: string
}

/**
 * The bytes as they come, refused before the last of them is sent when they are not what was promised: so the server,
 * which waits for the announced length, keeps nothing. Not every server checks a checksum itself.
 */
export function checkedBody(body: Uint8Array | Readable, promised: Promised): Uint8Array | Readable {
  if (!(body instanceof Uint8Array)) return Readable.from(checked(body, promised), { objectMode: false })
  const hash = createHash('sha256').update(body)
  check(body.byteLength, () => hash.digest('hex'), promised)
  return body
}

async function* checked(source: AsyncIterable<Uint8Array>, promised: Promised): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let size = 0
  let held: Uint8Array | null = null
  for await (const chunk of source) {
    if (held !== null) yield held
    size += chunk.byteLength
    hash.update(chunk)
    held = chunk
    if (promised.size !== undefined && size > promised.size) break
  }
  check(size, () => hash.digest('hex'), promised)
  if (held !== null) yield held
}

function check(size: number, digest: () => string, promised: Promised): void {
  if (promised.size !== undefined && size !== promised.size)
    throw new AppError('upload.size_mismatch', `The bytes are not the ${promised.size} that were announced.`)
  if (promised.sha256 !== undefined && digest() !== promised.sha256)
    throw new AppError('upload.checksum_mismatch', 'The bytes have another SHA-256 than was announced.')
}

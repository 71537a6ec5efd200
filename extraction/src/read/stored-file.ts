/** A file whose bytes are read where they are wanted: of a large one there is then one copy, in its reader's memory. */
export interface StoredFile {
  readonly size: number
  /** Fills `target` with the bytes from `from` on. */
  read(target: Uint8Array, from: number): void
}

export const stored = (file: Uint8Array | StoredFile): StoredFile =>
  file instanceof Uint8Array ? inMemory(file) : file

export const inMemory = (bytes: Uint8Array): StoredFile => ({
  size: bytes.byteLength,
  read: (target, from) => target.set(bytes.subarray(from, from + target.byteLength)),
})

/** Less at the end of the file. */
export function bytesAt(file: StoredFile, from: number, most: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, Math.min(most, file.size - from)))
  file.read(bytes, from)
  return bytes
}

export const allBytes = (file: StoredFile): Buffer => bytesAt(file, 0, file.size)

import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { StoredFile } from '@ledger-lift/extraction'

/** Waits for each read: a child has nothing else to do meanwhile. */
export function fileAt(path: string): StoredFile & Disposable {
  const file = openSync(path, 'r')
  return {
    size: fstatSync(file).size,
    read(target, from) {
      for (let done = 0; done < target.byteLength;) {
        const read = readSync(file, target, done, target.byteLength - done, from + done)
        if (read === 0) throw new Error('the file is shorter than it was')
        done += read
      }
    },
    [Symbol.dispose]: () => closeSync(file),
  }
}

import type { Readable } from 'node:stream'
import { AppError } from '../../errors.ts'

/** How fast an upload has to be, over each stretch of time in which it is waited for. */
export interface Pace {
  /** Milliseconds. */
  readonly every: number
  /** Bytes. */
  readonly least: number
}

/** 1 KiB a second over a minute: slower than any line over which a file is sent, faster than one that only holds on. */
const PACE: Pace = { every: 60_000, least: 60 * 1024 }

/** The sender's bytes, however long they take; throws upload.missing when it goes away, falls silent or crawls. */
export async function* moving(
  sender: Readable,
  { every, least }: Pace = PACE,
): AsyncGenerator<Uint8Array, void, void> {
  let [arrived, waiting] = [0, true]
  const watch = setInterval(() => {
    // While the disk is waited for, the sender cannot send.
    if (waiting && arrived < least) sender.destroy(new Error('the sender is too slow'))
    arrived = 0
  }, every).unref()
  try {
    for await (const bytes of sender) {
      arrived += bytes.length
      waiting = false
      yield bytes
      waiting = true
    }
  } catch (cause) {
    throw new AppError('upload.missing', 'The upload stopped before its end; send the file again.', { cause })
  } finally {
    clearInterval(watch)
  }
}

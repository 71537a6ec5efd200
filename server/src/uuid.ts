import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

/** Drawn for 256 ids at a time: a call for each took 14 % of the API's time under load. */
const drawn = new Uint8Array(4096)
let used = drawn.length

let milliseconds = 0
let sequence = 0

/** A UUIDv7 that sorts after every one that this process gave before, also within a millisecond (RFC 9562, 6.2, method 1). */
export function newUuid(): string {
  const random = sixteenBytes()
  const now = Date.now()
  if (now > milliseconds) {
    milliseconds = now
    // The top bit is left clear, as room to count up in.
    sequence = new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 1
  } else {
    sequence = (sequence + 1) >>> 0
    if (sequence === 0) milliseconds++
  }
  return v7({ random, msecs: milliseconds, seq: sequence })
}

function sixteenBytes(): Uint8Array<ArrayBuffer> {
  if (used === drawn.length) {
    randomFillSync(drawn)
    used = 0
  }
  used += 16
  return drawn.subarray(used - 16, used)
}

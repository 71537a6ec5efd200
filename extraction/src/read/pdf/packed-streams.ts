/** A stream's dictionary is looked for so far before its data. Bytes. */
const DICTIONARY_WITHIN = 1024

/** A stream as the file has it, found by its keywords: also in a file whose cross-references are broken. */
export interface PackedStream {
  readonly dictionary: string
  readonly start: number
  readonly end: number
}

/** @param look the file's bytes, which may move to another buffer while a stream is looked at */
export function* packedStreams(look: () => Buffer): Generator<PackedStream> {
  for (let at = 0; ;) {
    const file = look()
    at = file.indexOf('stream', at)
    if (at < 0) return
    const from = Math.max(0, at - DICTIONARY_WITHIN)
    const before = file.toString('latin1', from, at)
    const start = at + 'stream'.length + (file[at + 6] === 0x0d ? 2 : 1)
    const end = endOfStream(file, start)
    if (end < 0 && !before.trimEnd().endsWith('>>')) return
    yield {
      dictionary: before.slice(before.lastIndexOf('obj') + 1),
      start,
      end: end < 0 ? file.length : end,
    }
    at = end < 0 ? file.length : end + END.length
  }
}

/** Six letters are searched for three times as fast as nine: V8 skips to the first one by `memchr` for up to six. */
const BEGINS = 'endstr'
const END = 'endstream'

function endOfStream(file: Buffer, start: number): number {
  for (let at = file.indexOf(BEGINS, start); ; at = file.indexOf(BEGINS, at + BEGINS.length)) {
    if (at < 0 || file.toString('latin1', at, at + END.length) === END) return at
  }
}

/** A generator of numbers 0 ≤ n < 1 that gives the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

type Random = () => number

const below = (random: Random, most: number): number => Math.floor(random() * most)

/** Numbers that programs stumble over. */
const ODD = ['-1', '0', '2147483648', '4294967295', '99999999999999999999', '1e308', '0.0000001']

const MUTATIONS: readonly ((bytes: Buffer, other: Buffer, random: Random) => Buffer)[] = [
  function flip(bytes, _, random) {
    for (let i = 1 + below(random, 32); i > 0; i--) bytes[below(random, bytes.length)] = below(random, 256)
    return bytes
  },
  function cut(bytes, _, random) {
    return bytes.subarray(0, below(random, bytes.length))
  },
  function drop(bytes, _, random) {
    const from = below(random, bytes.length)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + below(random, 4096))])
  },
  function splice(bytes, other, random) {
    const from = below(random, other.length)
    const at = below(random, bytes.length)
    const piece = other.subarray(from, from + below(random, 8192))
    return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])
  },
  function repeat(bytes, _, random) {
    const from = below(random, bytes.length)
    const piece = bytes.subarray(from, from + below(random, 2048))
    return Buffer.concat([bytes.subarray(0, from), piece, piece, bytes.subarray(from)])
  },
  function number(bytes, _, random) {
    const text = bytes.toString('latin1')
    const from = below(random, text.length)
    const digits = /\d+/.exec(text.slice(from))
    if (!digits) return bytes
    const at = from + digits.index
    const odd = ODD[below(random, ODD.length)] ?? ''
    return Buffer.from(text.slice(0, at) + odd + text.slice(at + digits[0].length), 'latin1')
  },
]

/** The `index`th file of the run with this seed: a file of the corpus, changed one to four times. */
export function mutant(files: readonly Buffer[], seed: number, index: number): Buffer {
  const random = seeded(seed * 1_000_003 + index)
  const pick = (): Buffer => files[below(random, files.length)] ?? Buffer.alloc(0)
  let bytes: Buffer = Buffer.from(pick())
  for (let times = 1 + below(random, 4); times > 0 && bytes.length > 0; times--)
    bytes = Buffer.from(MUTATIONS[below(random, MUTATIONS.length)]?.(bytes, pick(), random) ?? bytes)
  return bytes
}

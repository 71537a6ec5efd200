import { changedInside } from './inside.ts'
import type { FuzzCorpus } from './corpus.ts'
import { below, type Random, seeded } from './seeded.ts'

/** Numbers that programs stumble over. */
const ODD = ['-1', '0', '2147483648', '4294967295', '99999999999999999999', '1e308', '0.0000001']

type Mutation = (bytes: Buffer, other: Buffer, random: Random) => Buffer

const PLAIN: readonly Mutation[] = [
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

const plainly: Mutation = (bytes, other, random) =>
  PLAIN[below(random, PLAIN.length)]?.(bytes, other, random) ?? bytes

/** Of mutants, how many are changed behind their compression: from outside hardly one gets past its checksums. */
const INSIDE = 0.5

/** The `index`th file of the run with this seed: a file of the corpus, changed one to four times. */
export function mutant(corpus: FuzzCorpus, seed: number, index: number): Buffer {
  const random = seeded(seed * 1_000_003 + index)
  const pick = (): Buffer => {
    const files = random() < corpus.share ? corpus.documents : corpus.odd
    return files[below(random, files.length)] ?? Buffer.alloc(0)
  }
  let bytes: Buffer = Buffer.from(pick())
  const change = (data: Buffer): Buffer => plainly(data, pick(), random)
  const inside = random() < INSIDE
  for (let times = 1 + below(random, 4); times > 0 && bytes.length > 0; times--)
    bytes = Buffer.from(inside ? changedInside(bytes, change, random) : change(bytes))
  return bytes
}

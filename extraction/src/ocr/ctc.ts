/** What a line was read as. */
export interface LineReading {
  readonly text: string
  /** 0..1: the chance of its least sure character; 1 where there is none. */
  readonly least: number
  /** 0..1: the mean of its characters' chances; 0 where there is none. */
  readonly mean: number
}

/** The network's classes, in order: nothing, its characters, a space. Null for those that no document here is written in. */
export type Alphabet = readonly (string | null)[]

const NOTHING = 0
/** The network knows 6,600 characters, most of them Chinese. */
const WRITTEN = /^[\x20-\x7e¥§®°À-ſ—–‘’“”•…]$/u

export function alphabetOf(characters: readonly string[]): Alphabet {
  return ['', ...characters, ' '].map((one) => (one === '' || WRITTEN.test(one) ? one : null))
}

/**
 * The likeliest character of each step, where a run of one is that character once and nothing parts two alike
 * (connectionist temporal classification).
 * @param chances of each class of the alphabet, step after step
 */
export function readingOf(chances: Float32Array, alphabet: Alphabet): LineReading {
  const classes = alphabet.length
  const read: { character: string; chance: number }[] = []
  let before = NOTHING
  for (let step = 0; step + classes <= chances.length; step += classes) {
    const best = likeliest(chances, step, alphabet)
    const chance = chances[step + best] ?? 0
    const last = read.at(-1)
    if (best !== NOTHING && best !== before) read.push({ character: alphabet[best] ?? '', chance })
    else if (best !== NOTHING && last) last.chance = Math.max(last.chance, chance)
    before = best
  }
  const sum = read.reduce((total, { chance }) => total + chance, 0)
  return {
    text: read.map(({ character }) => character).join(''),
    least: Math.min(1, ...read.map(({ chance }) => chance)),
    mean: read.length === 0 ? 0 : sum / read.length,
  }
}

function likeliest(chances: Float32Array, step: number, alphabet: Alphabet): number {
  let best = NOTHING
  for (let one = 0; one < alphabet.length; one++) {
    if (alphabet[one] !== null && (chances[step + one] ?? 0) > (chances[step + best] ?? 0)) best = one
  }
  return best
}

/** What a line was read as. */
export interface LineReading {
  readonly text: string
  /** 0..1: the chance of its least sure character; 1 where there is none. */
  readonly least: number
  /** 0..1: the mean of its characters' chances; 0 where there is none. */
  readonly mean: number
  /** What else it may be, the likeliest first. */
  readonly others: readonly string[]
}

/** The network's classes: how many, and the characters of those that documents here are written in, by class. */
export interface Alphabet {
  readonly classes: number
  readonly characters: ReadonlyMap<number, string>
}

/** The class that stands for no character. */
const NOTHING = 0
/** The network knows 6,600 characters, most of them Chinese. */
const WRITTEN = /^[\x20-\x7e¥§®°À-ſ—–‘’“”•…]$/u

/** Nothing, these characters and a space are the network's classes, in this order. */
export function alphabetOf(characters: readonly string[]): Alphabet {
  const classes = ['', ...characters, ' ']
  const written = classes.flatMap((character, one) =>
    WRITTEN.test(character) ? [[one, character] as const] : [],
  )
  return { classes: classes.length, characters: new Map(written) }
}

/**
 * The likeliest character of each step, where a run of one is that character once and nothing parts two alike
 * (connectionist temporal classification).
 * @param chances of each class of the alphabet, step after step
 */
export function readingOf(chances: Float32Array, alphabet: Alphabet): LineReading {
  const read: { character: string; chance: number }[] = []
  const steps = stepsOf(chances, alphabet)
  let before = ''
  for (const [best = { character: '', chance: 0 }] of steps) {
    const last = read.at(-1)
    if (best.character !== '' && best.character !== before) read.push({ ...best })
    else if (best.character !== '' && last) last.chance = Math.max(last.chance, best.chance)
    before = best.character
  }
  const text = read.map(({ character }) => character).join('')
  const sum = read.reduce((total, { chance }) => total + chance, 0)
  return {
    text,
    least: Math.min(1, ...read.map(({ chance }) => chance)),
    mean: read.length === 0 ? 0 : sum / read.length,
    others: likeliestTexts(steps).filter((other) => other !== text),
  }
}

interface Choice {
  /** Empty for none. */
  readonly character: string
  readonly chance: number
}

/** So many characters of a step are looked at, and none less likely than this. */
const CHOICES = 4
const UNLIKELY = 0.005

/** What each step may be, the likeliest first. */
function stepsOf(chances: Float32Array, { classes, characters }: Alphabet): Choice[][] {
  const steps: Choice[][] = []
  for (let step = 0; step + classes <= chances.length; step += classes) {
    const choices: Choice[] = [{ character: '', chance: chances[step + NOTHING] ?? 0 }]
    for (const [one, character] of characters) {
      const chance = chances[step + one] ?? 0
      if (chance > UNLIKELY) choices.push({ character, chance })
    }
    steps.push(choices.toSorted((a, b) => b.chance - a.chance).slice(0, CHOICES))
  }
  return steps
}

/** So many texts are followed from step to step. */
const FOLLOWED = 12

/** Texts by all the ways in which the steps spell them (prefix beam search), the likeliest first. */
function likeliestTexts(steps: readonly (readonly Choice[])[]): string[] {
  let beam = new Map([['', { open: 0, parted: 1 }]])
  for (const choices of steps) {
    const next = new Map<string, { open: number; parted: number }>()
    const at = (text: string) => {
      const one = next.get(text) ?? { open: 0, parted: 0 }
      next.set(text, one)
      return one
    }
    for (const [text, { open, parted }] of beam) {
      for (const { character, chance } of choices) {
        if (character === '') at(text).parted += (open + parted) * chance
        else if (text.endsWith(character)) {
          at(text).open += open * chance
          at(text + character).open += parted * chance
        } else at(text + character).open += (open + parted) * chance
      }
    }
    const best = [...next].toSorted(([, a], [, b]) => b.open + b.parted - a.open - a.parted)
    beam = new Map(best.slice(0, FOLLOWED))
  }
  return [...beam.keys()]
}

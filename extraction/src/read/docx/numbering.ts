import { childrenNamed, child, count, valueOf } from './elements.ts'
import { LEVELS, type ListPlace } from './styles.ts'
import type { XmlElement } from './xml.ts'

interface Level {
  readonly format: string
  /** `%1.%2`: the numbers of the levels. */
  readonly text: string
  readonly start: number
}

interface List {
  readonly abstract: string
  readonly levels: ReadonlyMap<number, Level>
}

const MOST = 1_000_000

/** The labels that Word prints before list items: `3.`, `(b)`, `iv)`, `•`. They are counted, and stand nowhere in the file. */
export class Numbering {
  readonly #lists = new Map<string, List>()
  /** By abstract list: what each level has come to. */
  readonly #counters = new Map<string, (number | undefined)[]>()

  constructor(root: XmlElement | null) {
    const abstracts = new Map(
      childrenNamed(root ?? undefined, 'w:abstractNum').map((abstract) => [
        abstract.attributes['w:abstractNumId'] ?? '',
        levelsOf(abstract),
      ]),
    )
    for (const list of childrenNamed(root ?? undefined, 'w:num')) {
      const abstract = valueOf(list, 'w:abstractNumId') ?? ''
      const overrides = overriddenLevels(list, abstracts.get(abstract))
      const id = list.attributes['w:numId'] ?? ''
      this.#lists.set(id, {
        // A list that starts anew counts by itself.
        abstract: overrides.size > 0 ? `${abstract}/${id}` : abstract,
        levels: new Map([...(abstracts.get(abstract) ?? []), ...overrides]),
      })
    }
  }

  /** The next label of the list at this level; empty for one without. */
  next({ id, level }: ListPlace): string {
    const list = this.#lists.get(id)
    const shape = list?.levels.get(level)
    if (list === undefined || shape === undefined) return ''
    const counters = this.#counters.get(list.abstract) ?? []
    this.#counters.set(list.abstract, counters)
    counters[level] = (counters[level] ?? shape.start - 1) + 1
    counters.length = level + 1
    if (shape.format === 'bullet') return bullet(shape.text)
    return shape.text.replace(/%([1-9])/g, (_, digit: string) => {
      const at = Number(digit) - 1
      const of = list.levels.get(at)
      return formatted(counters[at] ?? of?.start ?? 1, of?.format ?? 'decimal')
    })
  }
}

function levelsOf(parent: XmlElement): Map<number, Level> {
  return new Map(
    childrenNamed(parent, 'w:lvl').map((level) => [
      count(level.attributes['w:ilvl'], LEVELS - 1) ?? 0,
      {
        format: valueOf(level, 'w:numFmt') ?? 'decimal',
        text: valueOf(level, 'w:lvlText') ?? '',
        start: count(valueOf(level, 'w:start'), MOST) ?? 1,
      },
    ]),
  )
}

function overriddenLevels(
  list: XmlElement,
  base: ReadonlyMap<number, Level> | undefined,
): Map<number, Level> {
  const levels = new Map<number, Level>()
  for (const override of childrenNamed(list, 'w:lvlOverride')) {
    const at = count(override.attributes['w:ilvl'], LEVELS - 1) ?? 0
    const own = child(override, 'w:lvl') === undefined ? base?.get(at) : levelsOf(override).get(at)
    const start = count(valueOf(override, 'w:startOverride'), MOST)
    if (own !== undefined) levels.set(at, start === undefined ? own : { ...own, start })
  }
  return levels
}

/** Bullets are mostly letters of symbol fonts in the private use area. */
function bullet(text: string): string {
  if (text === '') return ''
  return /^[\p{Co}\p{L}\p{N}]/u.test(text) ? '•' : text
}

/** A number in the format of a list or a note (ST_NumberFormat); those that are not known count in digits. */
export function formatted(number: number, format: string): string {
  if (format === 'lowerLetter') return letters(number)
  if (format === 'upperLetter') return letters(number).toUpperCase()
  if (format === 'lowerRoman') return roman(number)
  if (format === 'upperRoman') return roman(number).toUpperCase()
  if (format === 'decimalZero') return String(number).padStart(2, '0')
  if (format === 'none') return ''
  return String(number)
}

/** a … z, aa … zz, as Word counts. */
function letters(number: number): string {
  const letter = String.fromCharCode(97 + ((number + 25) % 26))
  return letter.repeat(Math.min(20, Math.ceil(number / 26)))
}

const ROMAN: readonly (readonly [number, string])[] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
]

function roman(number: number): string {
  if (number < 1 || number > 3999) return String(number)
  let left = number
  let text = ''
  for (const [value, numeral] of ROMAN) {
    for (; left >= value; left -= value) text += numeral
  }
  return text
}

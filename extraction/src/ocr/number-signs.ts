export type Sign = ',' | '.'

/** Something between two digits of a number. */
export interface Separated {
  /** How many digits stand before it. */
  readonly at: number
  /** What was read there; null where nothing was. */
  readonly sign: Sign | null
  /** False where there is a gap that has no ink; true as well where the ink does not tell. */
  readonly drawn: boolean
  /** Whether it was read as a point and is one by its ink: the only sign of its number, it ends on the line. */
  readonly point: boolean
}

export interface PartedNumber {
  readonly digits: string
  readonly separated: readonly Separated[]
}

/** What a separator is written as. */
export type SignConvention = (one: Separated, digits: string, last: boolean) => string

export const signAt = (letter: string | undefined): Sign | null =>
  letter === ',' || letter === '.' ? letter : null

/** Natural logarithms of how much likelier: a comma is often read as a point, for noise takes its tail; hardly a point as a comma. */
const READ_AS_COMMA = 1.8
const READ_AS_POINT = 0.8

/**
 * A page on which so large a share of decimals, and so many, have the other sign writes both ways. Points among commas must be
 * more, for at 150 dpi a sixth of a page's commas had lost their tails.
 */
const OTHER_COMMAS = 0.15
const OTHER_POINTS = 0.35
const SOME = 3

/**
 * How the page parts thousands and decimals: what most of its separators speak for, points for decimals if none does. What the
 * ink shows to be a point stays one, whatever the others are: 1.234 on a page with 12,345.
 */
export function conventionOf(numbers: readonly PartedNumber[]): SignConvention {
  let commas = 0
  for (const { digits, separated } of numbers) {
    separated.forEach((one, i) => {
      const role = roleOf(one, digits, i === separated.length - 1)
      const weight = one.sign === ',' ? READ_AS_COMMA : one.sign === '.' ? -READ_AS_POINT : 0
      if (role === 'decimals') commas += weight
      if (role === 'thousands') commas -= weight
    })
  }
  const decimals: Sign = commas > 0 ? ',' : '.'
  const mixed = writesBothWays(numbers)
  return (one, digits, last) => {
    if (mixed && one.sign !== null) return one.sign
    const role = roleOf(one, digits, last)
    if (role === 'decimals') return decimals
    if (one.point) return '.'
    if (!one.drawn) return decimals === ',' ? ' ' : ','
    return decimals === ',' ? '.' : ','
  }
}

/** Three digits after the last separator are thousands, but for those after a zero; they say little then. */
function roleOf({ at }: Separated, digits: string, last: boolean): 'thousands' | 'decimals' {
  if (!last) return 'thousands'
  return digits.length - at === 3 && !digits.startsWith('0') ? 'thousands' : 'decimals'
}

function writesBothWays(numbers: readonly PartedNumber[]): boolean {
  const signs = numbers.flatMap(({ digits, separated }) => {
    const last = separated.at(-1)
    return last?.sign && roleOf(last, digits, true) === 'decimals' ? [last.sign] : []
  })
  const commas = signs.filter((sign) => sign === ',').length
  const points = signs.length - commas
  const fewer = Math.min(commas, points)
  return fewer >= SOME && fewer > (points < commas ? OTHER_POINTS : OTHER_COMMAS) * signs.length
}

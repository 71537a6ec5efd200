/** How a document writes its numbers: which sign parts the decimals, the other ones group digits. */
export interface NumberConvention {
  readonly decimal: '.' | ','
}

export const POINT_DECIMALS: NumberConvention = { decimal: '.' }
export const COMMA_DECIMALS: NumberConvention = { decimal: ',' }

const NUMBER_LIKE = /(?<![\p{L}\d.,])\d[\d.,'’\u00a0\u202f]*\d(?![\p{L}\d])/gu

/** What the numbers of some texts say of the convention; plain JSON. */
export interface NumberVotes {
  /** Numbers that prove the one or the other. */
  readonly points: number
  readonly commas: number
  /** How many digits stand before the point of such as `1.234`. */
  readonly grouped: readonly number[]
  /** Numbers alone in their cell that are too small to be grouped. */
  readonly whole: number
  /** Whether there is one such as `1,234`. */
  readonly hasComma: boolean
}

export function numberVotes(texts: Iterable<string>): NumberVotes {
  let [points, commas, whole, hasComma] = [0, 0, 0, false]
  const grouped = new Set<number>()
  for (const text of texts) {
    for (const [number] of text.matchAll(NUMBER_LIKE)) {
      const proven = provenDecimal(number)
      if (proven === '.') points += 1
      else if (proven === ',') commas += 1
      else if (/^\d{1,3}\.\d{3}$/.test(number)) grouped.add(number.indexOf('.'))
      else if (SMALL_WHOLE.test(text)) whole += 1
      else if (/^\d{1,3},\d{3}$/.test(number)) hasComma = true
    }
  }
  return { points, commas, grouped: [...grouped], whole, hasComma }
}

/**
 * The convention that most numbers prove. `1,234` alone proves nothing: it is a thousand in one and a fraction in the
 * other; `1,234.5`, `12.50`, `1.234.567` and `0,345` do. A draw is read with points, the more common.
 */
export function numberConvention(votes: readonly NumberVotes[]): NumberConvention {
  const sum = (of: (some: NumberVotes) => number) => votes.reduce((so, some) => so + of(some), 0)
  const [points, commas] = [sum((some) => some.points), sum((some) => some.commas)]
  if (points > 0 || commas > 0) return commas > points ? COMMA_DECIMALS : POINT_DECIMALS
  const lengths = new Set(votes.flatMap(({ grouped }) => grouped))
  const isWhole = sum(({ whole }) => whole) > 0 && !votes.some(({ hasComma }) => hasComma)
  return lengths.size >= LENGTHS && isWhole ? COMMA_DECIMALS : POINT_DECIMALS
}

/**
 * Where nothing is proven, points before three digits group thousands if small numbers have none and large ones of several
 * lengths have one: fractions of three places would be printed with all.
 */
const LENGTHS = 2
/** Alone in its cell: the day of a date is none. */
const SMALL_WHOLE = /^[^\p{L}\d]*\d{2,3}[^\p{L}\d]*$/u

function provenDecimal(number: string): '.' | ',' | null {
  const point = number.lastIndexOf('.')
  const comma = number.lastIndexOf(',')
  if (point >= 0 && comma >= 0) return point > comma ? '.' : ','
  const sign = point >= 0 ? '.' : ','
  const parts = number.split(sign)
  if (parts.length === 1) return null
  const other = sign === '.' ? ',' : '.'
  if (parts.length > 2) return parts.slice(1).every((part) => part.length === 3) ? other : null
  const [whole = '', fraction = ''] = parts
  if (fraction.length !== 3 || /^0+$/.test(whole) || whole.length > 3) return sign
  return null
}

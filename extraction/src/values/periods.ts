import { printedDate } from './dates.ts'

export interface PrintedPeriod {
  readonly date: string
  readonly period?: string
}

const COUNTS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  six: 6,
  nine: 9,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  'twenty-six': 26,
  'thirty-nine': 39,
  'fifty-two': 52,
  'fifty-three': 53,
}
const SPAN = new RegExp(
  String.raw`^(?:for\s+)?(?:the\s+)?(?:(?<count>\d{1,2}|${Object.keys(COUNTS).join('|')})[\s-]+(?<unit>months?|weeks?)|(?:fiscal\s+)?(?<whole>year|quarter|half[\s-]year))s?\s+(?:period\s+)?(?:ended|ending|to)\s+(?<date>.+)$`,
  'iu',
)
const AS_OF = /^(?:as\s+(?:of|at)|at|au|zum|al)\s+(?<date>.*\p{L}.*|\S+\d{4})$/iu
const PART = String.raw`(?<part>[QH])\s?(?<number>[1-4])`
const YEAR = String.raw`(?:FY\s?)?(?<year>(?:19|20)\d\d)`
const PARTS = [
  new RegExp(`^${PART}[\\s,/'-]*${YEAR}$`, 'iu'),
  new RegExp(`^${YEAR}[\\s,/-]*${PART}$`, 'iu'),
  /^(?<number>[1-4])(?<part>[QH])\s?(?<year>(?:19|20)\d\d)$/iu,
]
const FISCAL = /^(?:FY\s?|fiscal(?:\s+year)?\s+)(?<year>(?:19|20)\d\d)$/iu
const WHOLE: Readonly<Record<string, string>> = { year: 'P1Y', quarter: 'P3M', half: 'P6M' }

/** "Three months ended March 31, 2024", "As of 31 December 2023", "Q3 2023", "1H 2024", "FY2023"; null for all else. */
export function printedPeriod(text: string): PrintedPeriod | null {
  const plain = text.replace(/\s+/gu, ' ').trim()
  return spanned(plain) ?? partOfYear(plain) ?? asOf(plain)
}

function spanned(text: string): PrintedPeriod | null {
  const groups = SPAN.exec(text)?.groups
  const date = printedDate(groups?.['date'] ?? '', { year: true })
  if (groups === undefined || date === null) return null
  const whole = groups['whole']?.toLowerCase().split(/[\s-]/u)[0]
  if (whole !== undefined) return { date, period: WHOLE[whole] ?? 'P1Y' }
  const printed = groups['count']?.toLowerCase() ?? ''
  const count = COUNTS[printed] ?? Number(printed)
  return { date, period: `P${count}${groups['unit']?.toLowerCase().startsWith('week') ? 'W' : 'M'}` }
}

function partOfYear(text: string): PrintedPeriod | null {
  const fiscal = FISCAL.exec(text)?.groups?.['year']
  if (fiscal !== undefined) return { date: fiscal, period: 'FY' }
  for (const pattern of PARTS) {
    const { part = '', number = '', year = '' } = pattern.exec(text)?.groups ?? {}
    const letter = part.toUpperCase()
    if (year !== '' && (letter === 'Q' || Number(number) <= 2)) return { date: year, period: letter + number }
  }
  return null
}

function asOf(text: string): PrintedPeriod | null {
  const date = printedDate(AS_OF.exec(text)?.groups?.['date'] ?? '', { year: false })
  return date === null ? null : { date }
}

import type { Cell, Table } from '@ledger-lift/extraction/model'

/** Excel keeps 15 significant digits; an amount with more stays text so that none is lost. */
const MAX_SIGNIFICANT_DIGITS = 15
/** Digits in all that a double and a number format take without trouble. */
const MAX_DIGITS = 30
const DECIMAL = /^-?(\d+)(?:\.(\d+))?$/u

/** The only symbols that ever enter a format: nothing from a document becomes format code. */
const SYMBOLS = [
  'US$',
  'C$',
  'A$',
  'HK$',
  'S$',
  'NT$',
  '$',
  '€',
  '£',
  '¥',
  '₹',
  '₩',
  '₽',
  'CHF',
  'EUR',
  'USD',
  'GBP',
]

export interface NumberCell {
  readonly number: number
  /** An Excel number format that shows the number as it was printed. */
  readonly format: string
}

/** The number of a decimal string, or null when a double would lose digits of it. */
export function exactNumber(amount: string): number | null {
  const match = DECIMAL.exec(amount)
  if (match === null) return null
  const digits = `${match[1]}${match[2] ?? ''}`
  const significant = digits.replace(/^0+/u, '').replace(/0+$/u, '')
  if (significant.length > MAX_SIGNIFICANT_DIGITS || digits.length > MAX_DIGITS) return null
  return Number(amount) || 0
}

/** How a whole table prints its numbers: one that differs was set differently, not meant so. */
export interface Looks {
  /** One negative in parentheses says that all are. */
  readonly parentheses: boolean
  /** `12.5 %`, not `12.5%`. */
  readonly spacedPercent: boolean
}

export function looksOf({ cells }: Table): Looks {
  const numbers = cells.filter(({ value }) => value?.kind === 'number')
  const percents = numbers.filter(({ text }) => text.includes('%'))
  return {
    parentheses: numbers.some(
      ({ text, value }) => value?.kind === 'number' && value.amount.startsWith('-') && text.includes('('),
    ),
    spacedPercent: percents.every(({ text }) => /[\s\u00a0\u202f]%/u.test(text)),
  }
}

/** Decimals, grouping, currency sign, percent sign and the way negatives are written, as printed. */
export function numberCell({ text, value }: Cell, looks: Looks): NumberCell | null {
  if (value?.kind !== 'number') return null
  if (exactNumber(value.amount) === null) return null
  const decimals = value.amount.split('.')[1]?.length ?? 0
  const digits =
    (isGrouped(text, value.amount) ? '#,##0' : '0') + (decimals > 0 ? `.${'0'.repeat(decimals)}` : '')
  if (value.unit === 'percent' && text.includes('%')) {
    // "12.5 %" and "12.5%" are both .125 to a formula
    const sign = looks.spacedPercent ? '" "%' : '%'
    return { number: Number(`${value.amount}e-2`) || 0, format: signed(digits + sign, looks) }
  }
  if (value.unit !== undefined) {
    const sign = value.unit === 'percent' ? '' : '" bp"'
    return { number: Number(value.amount) || 0, format: signed(digits + sign, looks) }
  }
  const { before, after } = symbolsOf(text)
  return {
    number: Number(value.amount) || 0,
    format: signed(after === '' ? digits : `${digits} "${after}"`, looks, before),
  }
}

/** A printed dash is nothing: zero in a sum, a dash to the eye; a number that somebody puts there shows. */
export function nilFormat(text: string, looks: Looks): string {
  const { before } = symbolsOf(text)
  return `${signed('General', looks, before)};${led(before)}"–"${looks.parentheses ? '_)' : ''}`
}

/** The symbol stands at the column's left edge, a parenthesis away from the column before. */
function signed(digits: string, { parentheses }: Looks, symbol = ''): string {
  const lead = led(symbol)
  return parentheses ? `${lead}${digits}_);${lead}(${digits})` : `${lead}${digits};${lead}-${digits}`
}

const led = (symbol: string): string => (symbol === '' ? '' : `_("${symbol}"* `)

/** Below a thousand either way shows the same. A bare `2018` keeps its looks. */
const isGrouped = (text: string, amount: string): boolean =>
  Math.abs(Number(amount)) < 1000 || /\d[,.'’\s]\d{3}(?!\d)/u.test(text)

function symbolsOf(text: string): { before: string; after: string } {
  const bare = text.trim().replace(/^[-–—(]\s*/u, '')
  const before = SYMBOLS.find((symbol) => bare.startsWith(symbol)) ?? ''
  const after = SYMBOLS.find((symbol) => bare.replace(/\)$/u, '').endsWith(symbol)) ?? ''
  return { before, after: before === '' ? after : '' }
}

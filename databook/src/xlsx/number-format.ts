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

/** Decimals, grouping, currency sign, percent sign and the way negatives are written, all as printed. */
export function numberCell({ text, value }: Cell, parentheses: boolean): NumberCell | null {
  if (value?.kind !== 'number') return null
  if (exactNumber(value.amount) === null) return null
  const decimals = value.amount.split('.')[1]?.length ?? 0
  const digits =
    (isGrouped(text, value.amount) ? '#,##0' : '0') + (decimals > 0 ? `.${'0'.repeat(decimals)}` : '')
  if (value.unit === 'percent' && text.includes('%')) {
    // "12.5 %" and "12.5%" both show as printed, and both are .125 to a formula
    const sign = /[\s\u00a0\u202f]%/u.test(text) ? '" "%' : '%'
    return { number: Number(`${value.amount}e-2`) || 0, format: signed(digits + sign, parentheses) }
  }
  if (value.unit !== undefined) {
    const sign = value.unit === 'percent' ? '' : '" bp"'
    return { number: Number(value.amount) || 0, format: signed(digits + sign, parentheses) }
  }
  return { number: Number(value.amount) || 0, format: signed(withSymbol(digits, text), parentheses) }
}

const signed = (format: string, parentheses: boolean): string =>
  parentheses ? `${format}_);(${format})` : `${format};-${format}`

/** Below a thousand either way shows the same. A bare `2018` keeps its looks. */
const isGrouped = (text: string, amount: string): boolean =>
  Math.abs(Number(amount)) < 1000 || /\d[,.'’\s]\d{3}(?!\d)/u.test(text)

function withSymbol(digits: string, text: string): string {
  const bare = text.trim().replace(/^[-–—(]\s*/u, '')
  const before = SYMBOLS.find((symbol) => bare.startsWith(symbol))
  if (before !== undefined) return `"${before}"* ${digits}`
  const after = SYMBOLS.find((symbol) => bare.replace(/\)$/u, '').endsWith(symbol))
  return after === undefined ? digits : `${digits} "${after}"`
}

/** A table that prints one negative in parentheses prints all of them so. */
export const printsParentheses = (table: Table): boolean =>
  table.cells.some(
    ({ text, value }) => value?.kind === 'number' && value.amount.startsWith('-') && text.includes('('),
  )

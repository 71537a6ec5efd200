import { CURRENCY_PATTERN, currencyCode } from './currencies.ts'
import type { NumberUnit } from '../model.ts'
import { POINT_DECIMALS, type NumberConvention } from './number-convention.ts'

/** A number as printed, taken apart. */
export interface PrintedNumber {
  /** `-1234.5`: sign, digits as printed, a point. */
  readonly amount: string
  readonly unit?: NumberUnit
  readonly currency?: string
}

const MINUS = '[-−–—‒]'
const CURRENCY = `(?<CUR>${CURRENCY_PATTERN})`
const DIGITS = String.raw`(?<digits>(?:\d|[.,](?=\d))(?:[\d.,]|['’\u00a0\u202f ](?=\d{3}(?!\d)))*)`

/**
 * opening: `(`, sign and currency in any order · digits · closing: multiplier-free signs, `%`, `CR`/`DR`, a footnote mark.
 * Both sides optional; what cannot be matched as a whole is no number.
 */
const NUMBER = new RegExp(
  '^' +
    String.raw`(?<open>[([]?)\s*(?:(?<sign1>${MINUS}|\+)\s*)?(?:${CURRENCY.replace('CUR', 'currency1')}\s*)?` +
    String.raw`(?<open2>[([]?)\s*(?:(?<sign2>${MINUS}|\+)\s*)?` +
    DIGITS +
    String.raw`\s*(?<close>[)\]]?)\s*(?<percent>%|per ?cent\b|bps?\b|pp\b)?\s*(?<close2>[)\]]?)\s*` +
    String.raw`(?<sign3>[-−]|CR\b|Cr\b|cr\b|DR\b|Dr\b|dr\b)?\s*(?:${CURRENCY.replace('CUR', 'currency2')})?` +
    String.raw`\s*(?:[*†‡§#]{1,3}|(?<=[\s)])\([a-z0-9]{1,2}\))*` +
    '$',
  'u',
)

/** Null when the text as a whole is no number. */
export function printedNumber(
  text: string,
  convention: NumberConvention = POINT_DECIMALS,
): PrintedNumber | null {
  const groups = NUMBER.exec(text.trim())?.groups
  if (groups === undefined) return null
  const digits = plainDigits(groups['digits'] ?? '', convention)
  if (digits === null) return null
  const negative = isNegative(groups) && /[1-9]/.test(digits)
  const unit = unitOf(groups['percent'])
  const printed = groups['currency1'] ?? groups['currency2']
  const currency = printed === undefined ? undefined : currencyCode(printed)
  return {
    amount: negative ? `-${digits}` : digits,
    ...(unit === undefined ? {} : { unit }),
    ...(currency === undefined ? {} : { currency }),
  }
}

function isNegative(groups: Record<string, string | undefined>): boolean {
  const bracketed = Boolean(groups['open'] || groups['open2'] || groups['close'] || groups['close2'])
  const minus = [groups['sign1'], groups['sign2'], groups['sign3']].some(
    (sign) => sign !== undefined && sign !== '+' && !/^cr$/i.test(sign) && !/^dr$/i.test(sign),
  )
  return bracketed || minus || /^dr$/i.test(groups['sign3'] ?? '')
}

function unitOf(sign: string | undefined): NumberUnit | undefined {
  if (sign === '%' || sign === 'pp' || sign?.startsWith('per')) return 'percent'
  return sign === 'bp' || sign === 'bps' ? 'basis_points' : undefined
}

/** `1234.5` from `1,234.5`, `1.234,5`, `1 234,5`, `1'234.5`, `12,34,567`; null when the groups are no groups. */
function plainDigits(printed: string, { decimal }: NumberConvention): string | null {
  const group = decimal === '.' ? ',' : '.'
  const [whole = '', fraction, ...more] = splitDecimals(printed, decimal, group)
  if (more.length > 0) return null
  if (fraction !== undefined && !/^\d+$/.test(fraction)) return null
  const groups = whole.split(/[.,'’\u00a0\u202f ]/u)
  if (!areGroups(groups)) return null
  const digits = groups.join('').replace(/^0+(?=\d)/, '') || '0'
  return fraction === undefined ? digits : `${digits}.${fraction}`
}

/** Whole and decimals. A number that cannot be of the document's convention is read by the other one. */
function splitDecimals(printed: string, decimal: string, group: string): string[] {
  const last = Math.max(printed.lastIndexOf('.'), printed.lastIndexOf(','))
  if (last < 0) return [printed]
  const sign = printed.charAt(last)
  const other = sign === '.' ? ',' : '.'
  const repeated = printed.indexOf(sign) !== last
  if (repeated) return [printed]
  if (printed.includes(other)) return [printed.slice(0, last), printed.slice(last + 1)]
  const groupable = last <= 3 && last > 0 && printed.length - last - 1 === 3 && printed.charAt(0) !== '0'
  if (sign === group && groupable) return [printed]
  if (sign === decimal || !groupable) return [printed.slice(0, last), printed.slice(last + 1)]
  return [printed]
}

/** Western groups of three, or South Asian: two digits each before the last three. */
function areGroups([first = '', ...rest]: readonly string[]): boolean {
  if (rest.length === 0) return /^\d*$/.test(first)
  if (!/^\d{1,3}$/.test(first) || rest.at(-1)?.length !== 3) return false
  return rest.every((part) => /^\d{3}$/.test(part)) || rest.slice(0, -1).every((part) => /^\d{2}$/.test(part))
}

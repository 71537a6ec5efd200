import type { CellRole, Value } from '../model.ts'
import { CURRENCY_PATTERN } from './currencies.ts'
import { printedDate } from './dates.ts'
import type { NumberConvention } from './number-convention.ts'
import { printedPeriod } from './periods.ts'
import { printedNumber } from './printed-number.ts'

const DASH = new RegExp(String.raw`^(?:${CURRENCY_PATTERN})?\s*[-−–—‒]{1,3}\s*%?$|^nil$`, 'iu')
const MISSING =
  /^(?:n\.?\s?\/?\s?a\.?|n\.?\s?\/?\s?m\.?|nmf?|not (?:meaningful|applicable|available)|k\.\s?a\.|\*\*+|…|\.{2,3})$/iu

/** What a cell's text says as a value; null for words. A header's number is read as a date or not at all. */
export function typedValue(text: string, role: CellRole, convention: NumberConvention): Value | null {
  const plain = text.trim()
  if (plain === '') return null
  const period = role === 'header' ? printedPeriod(plain) : null
  if (period !== null) return { kind: 'date', ...period }
  const date = printedDate(plain, { year: role === 'header' })
  if (date !== null) return { kind: 'date', date }
  if (role !== 'body') return null
  if (DASH.test(plain)) return { kind: 'nil' }
  if (MISSING.test(plain)) return { kind: 'missing' }
  const number = printedNumber(plain, convention)
  return number === null ? null : { kind: 'number', ...number }
}

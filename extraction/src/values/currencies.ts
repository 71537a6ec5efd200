/** Signs and codes that stand beside an amount, and the ISO 4217 code that they say. `kr` and `R$`-like signs too. */
const CURRENCIES: Readonly<Record<string, string>> = {
  $: 'USD',
  US$: 'USD',
  'U.S.$': 'USD',
  C$: 'CAD',
  CA$: 'CAD',
  A$: 'AUD',
  AU$: 'AUD',
  NZ$: 'NZD',
  HK$: 'HKD',
  S$: 'SGD',
  NT$: 'TWD',
  R$: 'BRL',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
  'Rs.': 'INR',
  Rs: 'INR',
  '₩': 'KRW',
  '₽': 'RUB',
  '₺': 'TRY',
  '₪': 'ILS',
  zł: 'PLN',
  Kč: 'CZK',
}

/** Codes as they are printed in statements. */
const CODES = [
  'USD', 'EUR', 'GBP', 'CHF', 'JPY', 'CNY', 'RMB', 'INR', 'CAD', 'AUD', 'NZD', 'HKD', 'SGD', 'SEK', 'NOK', 'DKK',
  'PLN', 'CZK', 'HUF', 'BRL', 'MXN', 'ZAR', 'KRW', 'TRY', 'ILS', 'RUB', 'TWD', 'AED', 'SAR',
] // prettier-ignore

const escaped = (text: string) => text.replace(/[.$]/g, '\\$&')

/** A pattern source for one currency sign or code, the longest first. */
export const CURRENCY_PATTERN = [...Object.keys(CURRENCIES), ...CODES]
  .sort((a, b) => b.length - a.length)
  .map(escaped)
  .join('|')

/** ISO 4217 of a printed sign or code. A bare `$` is read as the US dollar, a bare `¥` as the yen. */
export function currencyCode(printed: string): string | undefined {
  if (printed === 'RMB') return 'CNY'
  return CURRENCIES[printed] ?? (CODES.includes(printed) ? printed : undefined)
}

const ALONE = new RegExp(`^(?:${CURRENCY_PATTERN})$`, 'u')

export function isCurrencySign(text: string): boolean {
  return ALONE.test(text)
}

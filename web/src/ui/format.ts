const UNITS = ['B', 'kB', 'MB', 'GB']
const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

export function bytes(count: number): string {
  const power = Math.min(UNITS.length - 1, count < 1000 ? 0 : Math.floor(Math.log10(count) / 3))
  return `${number.format(count / 1000 ** power)} ${UNITS[power]}`
}

export const time = (instant: string): string => moment.format(new Date(instant))
export const exactTime = (instant: string): string => exact.format(new Date(instant))

/** `3 minutes ago` within a day, then the date. */
export function ago(instant: string, now: number = Date.now()): string {
  const seconds = (now - Date.parse(instant)) / 1000
  if (seconds < 45) return 'just now'
  if (seconds < 3600) return relative.format(-Math.max(1, Math.round(seconds / 60)), 'minute')
  if (seconds < 86_400) return relative.format(-Math.round(seconds / 3600), 'hour')
  return time(instant)
}

export const count = (of: number, one: string, many = `${one}s`): string =>
  `${of.toLocaleString('en')} ${of === 1 ? one : many}`

/** Rounded down: 99.9 % is not all. */
export const percent = (share: number): string => `${Math.floor(share * 100)}%`

/** A decimal number with its thousands set apart: `-4,211,484.50`. Its digits stay as they are. */
export const grouped = (amount: string): string => {
  const [whole = '', ...fraction] = amount.split('.')
  return [whole.replace(/\B(?=(?:\d{3})+$)/gu, ','), ...fraction].join('.')
}

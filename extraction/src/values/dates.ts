/** First letters that tell the months in English, German, French, Spanish, Italian, Dutch and Portuguese. */
const MONTHS: readonly RegExp[] = [
  /^(?:jan|gen|ene|janv)/u,
  /^(?:feb|f[ée]v)/u,
  /^(?:mar(?!$)|mar$|m[äa]r|maa|mrz)/u,
  /^(?:apr|avr|abr)/u,
  /^(?:may|mai|mei|mag)/u,
  /^(?:jun|juin|giu)/u,
  /^(?:jul|juil|lug)/u,
  /^(?:aug|ao[uû]|ago|ago)/u,
  /^(?:sep|set)/u,
  /^(?:oct|okt|ott|out)/u,
  /^(?:nov)/u,
  /^(?:dec|dez|d[ée]c|dic)/u,
]

const MONTH_WORD = String.raw`(?<month>\p{L}{3,10})\.?`
const YEAR = String.raw`(?<year>(?:19|20)\d\d)`
const DAY = String.raw`(?<day>[0-3]?\d)(?:st|nd|rd|th|\.|er|º)?`

const WRITTEN: readonly RegExp[] = [
  new RegExp(String.raw`^${MONTH_WORD}\s*${DAY}\s*,?\s*${YEAR}$`, 'iu'),
  new RegExp(String.raw`^${DAY}\s*(?:de\s+)?${MONTH_WORD}\s*,?\s*(?:de\s+)?${YEAR}$`, 'iu'),
  new RegExp(String.raw`^${MONTH_WORD}\s*,?\s*(?:de\s+)?${YEAR}$`, 'iu'),
]
const ISO = /^(?<year>(?:19|20)\d\d)-(?<number>[01]\d)(?:-(?<day>[0-3]\d))?$/u
const DAY_FIRST = /^(?<day>[0-3]?\d)\.(?<number>[01]?\d)\.(?<year>(?:19|20)\d\d)$/u
const YEAR_ALONE = /^(?:FY|fiscal(?: year)?|year)?\s*(?<year>(?:19|20)\d\d)$/iu

/**
 * ISO 8601, as precise as printed: `2018-12-31`, `2018-12`, `2018`. Slashed dates are left alone, for which of 03/04 is the
 * month cannot be seen. A bare year is a date only where `year` says so: in a header.
 */
export function printedDate(text: string, { year }: { year: boolean }): string | null {
  const plain = text.replace(/\s+/gu, ' ').trim()
  for (const pattern of [ISO, DAY_FIRST]) {
    const groups = pattern.exec(plain)?.groups
    if (groups) return isoDate(groups['year'], Number(groups['number']), groups['day'])
  }
  for (const pattern of WRITTEN) {
    const groups = pattern.exec(plain)?.groups
    const month = monthNumber(groups?.['month'] ?? '')
    if (groups && month > 0) return isoDate(groups['year'], month, groups['day'])
  }
  return year ? (YEAR_ALONE.exec(plain)?.groups?.['year'] ?? null) : null
}

function monthNumber(word: string): number {
  const lower = word.toLowerCase()
  return MONTHS.findIndex((month) => month.test(lower)) + 1
}

function isoDate(year: string | undefined, month: number, day: string | undefined): string | null {
  if (year === undefined || month < 1 || month > 12) return null
  const two = (number: number) => String(number).padStart(2, '0')
  if (day === undefined) return `${year}-${two(month)}`
  const last = new Date(Date.UTC(Number(year), month, 0)).getUTCDate()
  return Number(day) >= 1 && Number(day) <= last ? `${year}-${two(month)}-${two(Number(day))}` : null
}

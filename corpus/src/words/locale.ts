import type { Random } from '../random.ts'

/** How a house writes its numbers, and the few words that stand in its tables. */
export interface Locale {
  readonly name: 'en' | 'de' | 'fr' | 'ch' | 'in'
  readonly thousands: string
  readonly decimal: string
  /** Indian grouping: the last three digits, then twos. */
  readonly lakh: boolean
  readonly currency: string
  readonly scales: readonly string[]
  readonly months: readonly string[]
  readonly words: Readonly<Record<Word, string>>
}

type Word =
  | 'total'
  | 'net'
  | 'yearEnded'
  | 'asOf'
  | 'note'
  | 'date'
  | 'description'
  | 'debit'
  | 'credit'
  | 'balance'
  | 'opening'
  | 'closing'
  | 'quantity'
  | 'price'
  | 'amount'
  | 'change'

const EN_MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const EN: Locale['words'] = {
  total: 'Total',
  net: 'Net',
  yearEnded: 'Year ended',
  asOf: 'As of',
  note: 'Note',
  date: 'Date',
  description: 'Description',
  debit: 'Debit',
  credit: 'Credit',
  balance: 'Balance',
  opening: 'Opening balance',
  closing: 'Closing balance',
  quantity: 'Qty',
  price: 'Unit price',
  amount: 'Amount',
  change: 'Change',
}

export const LOCALES: readonly Locale[] = [
  {
    name: 'en',
    thousands: ',',
    decimal: '.',
    lakh: false,
    currency: '$',
    scales: [
      '(in thousands)',
      '(in millions)',
      '(in millions, except per share amounts)',
      '(Dollars in thousands)',
    ],
    months: EN_MONTHS,
    words: EN,
  },
  {
    name: 'de',
    thousands: '.',
    decimal: ',',
    lakh: false,
    currency: '€',
    scales: ['(in TEUR)', '(in Tausend Euro)', '(in Mio. EUR)'],
    months: [
      'Januar',
      'Februar',
      'März',
      'April',
      'Mai',
      'Juni',
      'Juli',
      'August',
      'September',
      'Oktober',
      'November',
      'Dezember',
    ],
    words: {
      total: 'Summe',
      net: 'Netto',
      yearEnded: 'Geschäftsjahr zum',
      asOf: 'Stand',
      note: 'Anhang',
      date: 'Datum',
      description: 'Buchungstext',
      debit: 'Soll',
      credit: 'Haben',
      balance: 'Saldo',
      opening: 'Anfangssaldo',
      closing: 'Endsaldo',
      quantity: 'Menge',
      price: 'Einzelpreis',
      amount: 'Betrag',
      change: 'Veränderung',
    },
  },
  {
    name: 'fr',
    thousands: '\u00a0',
    decimal: ',',
    lakh: false,
    currency: '€',
    scales: ['(en milliers d’euros)', '(en millions d’euros)'],
    months: [
      'janvier',
      'février',
      'mars',
      'avril',
      'mai',
      'juin',
      'juillet',
      'août',
      'septembre',
      'octobre',
      'novembre',
      'décembre',
    ],
    words: {
      total: 'Total',
      net: 'Net',
      yearEnded: 'Exercice clos le',
      asOf: 'Au',
      note: 'Note',
      date: 'Date',
      description: 'Libellé',
      debit: 'Débit',
      credit: 'Crédit',
      balance: 'Solde',
      opening: 'Solde initial',
      closing: 'Solde final',
      quantity: 'Qté',
      price: 'Prix unitaire',
      amount: 'Montant',
      change: 'Variation',
    },
  },
  {
    name: 'ch',
    thousands: '\u2019',
    decimal: '.',
    lakh: false,
    currency: 'CHF',
    scales: ['(in CHF thousands)', '(CHF million)'],
    months: EN_MONTHS,
    words: EN,
  },
  {
    name: 'in',
    thousands: ',',
    decimal: '.',
    lakh: true,
    currency: '₹',
    scales: ['(₹ in lakhs)', '(₹ in crore)'],
    months: EN_MONTHS,
    words: EN,
  },
]

/** The digits of a whole part in groups, as this house prints them. */
export function grouped(digits: string, locale: Locale): string {
  if (!locale.lakh) return digits.replace(/\B(?=(\d{3})+$)/g, locale.thousands)
  const tail = digits.slice(-3)
  const head = digits.slice(0, -3)
  return head === ''
    ? tail
    : `${head.replace(/\B(?=(\d{2})+$)/g, locale.thousands)}${locale.thousands}${tail}`
}

/** `crdr`: an account's way, with a mark on credits too. */
export type NegativeStyle = 'parentheses' | 'minus' | 'trailing' | 'crdr'

/** An amount given in minor units (`decimals` digits after the point), as printed. */
export function printed(minor: number, decimals: number, locale: Locale, negative: NegativeStyle): string {
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0')
  const whole = grouped(digits.slice(0, digits.length - decimals), locale)
  const body = decimals === 0 ? whole : `${whole}${locale.decimal}${digits.slice(-decimals)}`
  if (negative === 'crdr') return `${body} ${minor < 0 ? 'DR' : 'CR'}`
  if (minor >= 0) return body
  if (negative === 'parentheses') return `(${body})`
  return negative === 'minus' ? `-${body}` : `${body}-`
}

/** The same amount as a decimal string: what a typed cell must say. */
export function decimal(minor: number, decimals: number): string {
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0')
  const body =
    decimals === 0 ? digits : `${digits.slice(0, digits.length - decimals)}.${digits.slice(-decimals)}`
  return minor < 0 ? `-${body}` : body
}

export const somePrinted = (random: Random): NegativeStyle =>
  random.pick(['parentheses', 'parentheses', 'parentheses', 'minus', 'trailing'])

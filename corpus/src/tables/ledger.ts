import type { Random } from '../random.ts'
import { decimal, printed, type Locale } from '../words/locale.ts'
import { blank, label, type TruthCell, type TruthRow, type TruthTable } from './truth-table.ts'

const MOVEMENTS = [
  'Card payment Northgate Fuel',
  'Standing order rent',
  'Salary',
  'Direct debit insurance',
  'Transfer from savings',
  'Cash withdrawal',
  'Interest',
  'Account fee',
  'Refund order 48812',
]
const GOODS = [
  'Toner cartridge, black, high yield',
  'Installation and first service',
  'Steel bracket 40 mm',
  'Annual support licence',
  'Packing and freight',
  'Cable, shielded, 25 m',
  'Consulting, per day',
]

/** A bank statement: movements in two columns and a balance that follows them. */
export function bankStatement(random: Random, locale: Locale): TruthTable {
  const { words } = locale
  const money = (minor: number): TruthCell => ({
    text: printed(minor, 2, locale, 'minus'),
    numeric: true,
    amount: decimal(minor, 2),
  })
  let balance = random.between(50_000, 900_000)
  const rows: TruthRow[] = [
    {
      kind: 'header',
      cells: [
        label(words.date),
        label(words.description),
        ...[words.debit, words.credit, words.balance].map((text) => label(text, { numeric: true })),
      ],
    },
    { kind: 'item', cells: [label(''), label(words.opening), blank, blank, money(balance)] },
  ]
  let day = 1
  for (let count = random.between(6, 22); count > 0; count--) {
    day = Math.min(28, day + random.between(0, 2))
    const amount = random.between(100, 180_000)
    const out = random.chance(0.65)
    balance += out ? -amount : amount
    const date = `${String(day).padStart(2, '0')}.${'03'}.2024`
    rows.push({
      kind: 'item',
      cells: [
        label(date),
        label(random.pick(MOVEMENTS)),
        out ? money(amount) : blank,
        out ? blank : money(amount),
        money(balance),
      ],
    })
  }
  rows.push({ kind: 'grand', cells: [label(''), label(words.closing), blank, blank, money(balance)] })
  return { rows, headerRows: 1 }
}

/** An invoice: quantity times price, the amounts added up. */
export function invoice(random: Random, locale: Locale): TruthTable {
  const { words } = locale
  const money = (minor: number): TruthCell => ({
    text: printed(minor, 2, locale, 'minus'),
    numeric: true,
    amount: decimal(minor, 2),
  })
  let total = 0
  const items = Array.from({ length: random.between(2, 9) }, (_, index): TruthRow => {
    const quantity = random.between(1, 40)
    const price = random.between(150, 90_000)
    total += quantity * price
    return {
      kind: 'item',
      cells: [
        label(String(index + 1)),
        label(random.pick(GOODS)),
        label(String(quantity), { numeric: true, amount: String(quantity) }),
        money(price),
        money(quantity * price),
      ],
    }
  })
  const header: TruthRow = {
    kind: 'header',
    cells: [
      label('#'),
      label(words.description),
      ...[words.quantity, words.price, words.amount].map((text) => label(text, { numeric: true })),
    ],
  }
  return {
    rows: [
      header,
      ...items,
      { kind: 'grand', cells: [label(''), label(words.total), blank, blank, money(total)] },
    ],
    headerRows: 1,
  }
}

const REGIONS = ['Americas', 'Asia Pacific', 'Europe', 'Middle East and Africa', 'Other']
const PLACES = ['Plant and warehouse', 'Leased office', 'Research centre', 'Distribution hub', 'Retail space']

/** A small table of a note: words in some columns, per cent and amounts in others, two rows at the least. */
export function noteTable(random: Random, locale: Locale): TruthTable {
  const texts = random.chance(0.6)
  const rows = REGIONS.slice(0, random.between(2, 5)).map((region): TruthRow => {
    const share = random.between(1, 990)
    const amount = random.between(100, 99_999)
    const sign = random.chance(0.2) ? -1 : 1
    return {
      kind: 'item',
      cells: [
        label(region),
        ...(texts ? [label(random.pick(PLACES))] : []),
        {
          text: printed(amount * sign, 0, locale, 'parentheses'),
          numeric: true,
          amount: decimal(amount * sign, 0),
        },
        { text: `${printed(share, 1, locale, 'minus')}%`, numeric: true },
      ],
    }
  })
  const header = [
    label('Region'),
    ...(texts ? [label('Principal use')] : []),
    label(locale.words.amount, { numeric: true }),
    label(locale.words.change, { numeric: true }),
  ]
  return { rows: [{ kind: 'header', cells: header }, ...rows], headerRows: 1 }
}

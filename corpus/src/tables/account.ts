import type { Random } from '../random.ts'
import type { House } from '../words/languages.ts'
import { type Book, ledgerNegative, money } from './book.ts'
import { blank, label, type TruthCell, type TruthRow } from './truth-table.ts'

/** A bank statement: movements, in two columns or signed in one, and the balance after each; opening + movements = closing. */
export function accountBook(random: Random, house: House, movements: number): Book {
  const { locale, language } = house
  const { words } = locale
  const signed = random.chance(0.4)
  const valueDates = random.chance(0.3)
  const negative = ledgerNegative(random)
  const amount = (minor: number): TruthCell =>
    money(minor, 2, house, negative === 'crdr' ? 'minus' : negative)
  const standing = (minor: number): TruthCell => money(minor, 2, house, negative)
  const dates = (date: string): TruthCell[] => [label(date), ...(valueDates ? [label(date)] : [])]
  const amounts = signed ? [words.amount] : [words.debit, words.credit]
  const header: TruthRow = {
    kind: 'header',
    cells: [
      label(words.date),
      ...(valueDates ? [label(language.valueDate)] : []),
      label(words.description, { carries: true }),
      ...[...amounts, words.balance].map((text) => label(text, { numeric: true })),
    ],
  }
  const blanks = amounts.map(() => blank)
  let balance = random.between(-200_000, 900_000)
  const edge = (kind: TruthRow['kind'], text: string): TruthRow => ({
    kind,
    cells: [...dates('').map((cell) => cell), label(text), ...blanks, standing(balance)],
  })
  const rows: TruthRow[] = [edge('item', words.opening)]
  const carriedAfter: (readonly TruthCell[] | null)[] = [null]
  let day = 1
  for (let i = 0; i < movements; i++) {
    day = Math.min(28, day + (random.chance(0.4) ? 1 : 0))
    const minor = random.between(100, 180_000)
    const out = random.chance(0.6)
    balance += out ? -minor : minor
    const date = language.date(String(day).padStart(2, '0'), '03', '2024')
    const text = random.pick(language.movements)
    const below = random.chance(0.25)
      ? { below: `${language.references} ${random.between(10_000, 99_999)}` }
      : {}
    const moved = signed
      ? [amount(out ? -minor : minor)]
      : [out ? amount(minor) : blank, out ? blank : amount(minor)]
    rows.push({ kind: 'item', cells: [...dates(date), label(text, below), ...moved, standing(balance)] })
    carriedAfter.push([...blanks, standing(balance)])
  }
  rows.push(edge('grand', words.closing))
  carriedAfter.push(null)
  return { header: [header], rows, carriedAfter, expected: { running_balance: movements, column_sum: 0 } }
}

import type { Random } from '../random.ts'
import type { House } from '../words/languages.ts'
import { printed } from '../words/locale.ts'
import { type Book, money } from './book.ts'
import { blank, label, type TruthCell, type TruthRow } from './truth-table.ts'

/** An invoice: quantity × price = amount; the amounts, the tax on them, and what is to be paid. */
export function billBook(random: Random, house: House, items: number): Book {
  const { locale, language } = house
  const { words } = locale
  const rate = random.pick(language.taxRates)
  const showsRate = random.chance(0.4)
  const amount = (minor: number): TruthCell => money(minor, 2, house, 'minus')
  const percent: TruthCell = {
    text: `${printed(rate, 0, locale, 'minus')}${random.pick([' %', '%'])}`,
    numeric: true,
    amount: String(rate),
  }
  const header: TruthRow = {
    kind: 'header',
    cells: [
      label(language.position),
      label(words.description, { carries: true }),
      label(words.quantity, { numeric: true }),
      label(words.price, { numeric: true }),
      ...(showsRate ? [label(language.tax, { numeric: true })] : []),
      label(words.amount, { numeric: true }),
    ],
  }
  const blanks = Array.from({ length: showsRate ? 3 : 2 }, () => blank)
  const rows: TruthRow[] = []
  const carriedAfter: (readonly TruthCell[] | null)[] = []
  let net = 0
  for (let i = 0; i < items; i++) {
    const quantity = random.between(1, 40)
    const price = random.between(150, 90_000)
    net += quantity * price
    const below = random.chance(0.3) ? { below: random.pick(language.details) } : {}
    rows.push({
      kind: 'item',
      cells: [
        label(String(i + 1)),
        label(random.pick(language.goods), below),
        { text: String(quantity), numeric: true, amount: String(quantity) },
        amount(price),
        ...(showsRate ? [percent] : []),
        amount(quantity * price),
      ],
    })
    carriedAfter.push([...blanks, amount(net)])
  }
  const tax = Math.round((net * rate) / 100)
  const line = (kind: TruthRow['kind'], text: string, cell: TruthCell): void => {
    rows.push({ kind, cells: [label(''), label(text), ...blanks, cell] })
    carriedAfter.push(null)
  }
  line('total', language.subtotal, amount(net))
  line('item', `${language.tax} ${percent.text}`, amount(tax))
  line('grand', words.total, {
    ...amount(net + tax),
    ...(random.chance(0.5) ? { sign: locale.currency } : {}),
  })
  // No page ends right before the subtotal.
  carriedAfter[items - 1] = null
  return { header: [header], rows, carriedAfter, expected: { running_balance: 0, column_sum: 2 } }
}

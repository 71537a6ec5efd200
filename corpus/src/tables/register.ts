import type { Random } from '../random.ts'
import type { House } from '../words/languages.ts'
import { type NegativeStyle } from '../words/locale.ts'
import { type Book, money } from './book.ts'
import { blank, label, type TruthCell, type TruthRow } from './truth-table.ts'

interface Setting {
  readonly house: House
  readonly columns: number
  readonly decimals: 0 | 1 | 2
  readonly negative: NegativeStyle
}

/** A register over several years: items under sections, and one total of them all. */
export function registerBook(random: Random, house: House, items: number): Book {
  const setting: Setting = {
    house,
    columns: random.between(2, 4),
    decimals: random.pick([0, 0, 1, 2]),
    negative: random.pick(['parentheses', 'minus', 'trailing']),
  }
  const year = random.between(2009, 2025)
  const years = Array.from({ length: setting.columns }, (_, i) => label(String(year - i), { numeric: true }))
  const rows: TruthRow[] = []
  const carriedAfter: (readonly TruthCell[] | null)[] = []
  const sums = years.map(() => 0)
  const { sections, assets } = house.language
  for (let i = 0; i < items; i++) {
    const section = sections[(i * sections.length) / items]
    if (section !== undefined) {
      rows.push({ kind: 'section', cells: [label(section), ...years.map(() => blank)] })
      carriedAfter.push(null)
    }
    const minors = years.map(() => random.between(-9_000, 10 ** random.between(3, 6)))
    minors.forEach((minor, column) => (sums[column] = (sums[column] ?? 0) + minor))
    rows.push(amountsRow('item', `${assets[i % assets.length]} ${i + 1}`, minors, setting))
    carriedAfter.push(amounts(sums, setting))
  }
  carriedAfter[rows.length - 1] = null
  rows.push(amountsRow('grand', house.locale.words.total, sums, setting))
  carriedAfter.push(null)
  return {
    header: [{ kind: 'header', cells: [label('', { carries: true }), ...years] }],
    rows,
    carriedAfter,
    expected: { running_balance: 0, column_sum: setting.columns },
  }
}

const amounts = (minors: readonly number[], { house, decimals, negative }: Setting): TruthCell[] =>
  minors.map((minor) => money(minor, decimals, house, negative))

const amountsRow = (
  kind: TruthRow['kind'],
  text: string,
  minors: readonly number[],
  setting: Setting,
): TruthRow => ({
  kind,
  cells: [label(text, { indent: kind === 'item' }), ...amounts(minors, setting)],
})

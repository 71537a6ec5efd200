import type { Random } from '../random.ts'
import { decimal, printed, somePrinted, type Locale, type NegativeStyle } from '../words/locale.ts'
import { blank, label, type TruthCell, type TruthRow, type TruthTable } from './truth-table.ts'

const SECTIONS: readonly (readonly [string, readonly string[]])[] = [
  [
    'Current assets',
    [
      'Cash and cash equivalents',
      'Marketable securities',
      'Accounts receivable, net of allowances for doubtful accounts',
      'Inventories',
      'Prepaid expenses and other current assets',
    ],
  ],
  [
    'Non-current assets',
    [
      'Property, plant and equipment, net of accumulated depreciation',
      'Operating lease right-of-use assets',
      'Goodwill',
      'Intangible assets',
      'Deferred tax assets',
    ],
  ],
  [
    'Operating activities',
    [
      'Net income including noncontrolling interests',
      'Depreciation and amortization',
      'Stock-based compensation',
      'Deferred income taxes',
      'Gain on sale of businesses',
      'Other, net',
    ],
  ],
  ['Revenue', ['Products', 'Services', 'Licences and royalties']],
  [
    'Operating expenses',
    [
      'Cost of sales',
      'Research, development and related expenses',
      'Selling, general and administrative expenses',
      'Restructuring charges',
    ],
  ],
  [
    'Financing activities',
    [
      'Repayment of long-term debt (maturities greater than 90 days)',
      'Proceeds from debt',
      'Dividends paid to shareholders',
      'Purchases of treasury stock',
    ],
  ],
]

interface Setting {
  readonly locale: Locale
  readonly columns: number
  readonly decimals: 0 | 1 | 2
  readonly negative: NegativeStyle
  readonly signs: boolean
  readonly noteColumn: boolean
}

/** A primary statement: sections of items, each with its total, and a grand total. Totals add up. */
export function statement(random: Random, locale: Locale): TruthTable {
  const setting: Setting = {
    locale,
    columns: random.between(2, 4),
    decimals: random.pick([0, 0, 0, 1, 2]),
    negative: somePrinted(random),
    signs: random.chance(0.5),
    noteColumn: random.chance(0.2),
  }
  const header = headerRows(random, setting)
  const body: TruthRow[] = []
  const grand = Array.from({ length: setting.columns }, () => 0)
  const first = random.between(0, SECTIONS.length - 1)
  const sections = random.between(1, 3)
  for (let index = 0; index < sections; index++) {
    const section = SECTIONS[(first + index) % SECTIONS.length]
    if (section === undefined) continue
    const sums = sectionRows(random, setting, section, body)
    sums.forEach((sum, column) => (grand[column] = (grand[column] ?? 0) + sum))
  }
  if (sections > 1) body.push(amountRow('grand', locale.words.total, grand, setting, setting.signs))
  return { rows: [...header, ...body], headerRows: header.length }
}

function headerRows(random: Random, { locale, columns, noteColumn }: Setting): TruthRow[] {
  const year = random.between(2009, 2025)
  const years = Array.from({ length: columns }, (_, index) => label(String(year - index), { numeric: true }))
  const note = noteColumn ? [label(locale.words.note, { numeric: true })] : []
  const names: TruthRow = { kind: 'header', cells: [label(''), ...note, ...years] }
  if (!random.chance(0.5)) return [names]
  const day = locale.name === 'en' ? `${random.pick(locale.months)} 31,` : `31 ${random.pick(locale.months)}`
  const spanning = label(`${locale.words.yearEnded} ${day}`, { columnSpan: columns, spanning: true })
  return [{ kind: 'header', cells: [label(''), ...note.map(() => blank), spanning] }, names]
}

function sectionRows(
  random: Random,
  setting: Setting,
  [title, items]: readonly [string, readonly string[]],
  body: TruthRow[],
): number[] {
  const width = setting.columns + (setting.noteColumn ? 1 : 0)
  if (random.chance(0.8))
    body.push({ kind: 'section', cells: [label(title), ...Array.from({ length: width }, () => blank)] })
  const sums = Array.from({ length: setting.columns }, () => 0)
  const chosen = items.slice(0, random.between(2, items.length))
  chosen.forEach((item, index) => {
    const amounts = sums.map(() => someAmount(random))
    amounts.forEach((amount, column) => (sums[column] = (sums[column] ?? 0) + amount))
    body.push(amountRow('item', item, amounts, setting, setting.signs && index === 0, random))
  })
  body.push(amountRow('total', `${setting.locale.words.total} ${title.toLowerCase()}`, sums, setting, false))
  return sums
}

/** Minor units, over several magnitudes, a tenth of them nil and a fifth negative. */
function someAmount(random: Random): number {
  if (random.chance(0.1)) return 0
  const size = random.between(1, 10 ** random.between(2, 7))
  return random.chance(0.2) ? -size : size
}

function amountRow(
  kind: TruthRow['kind'],
  text: string,
  amounts: readonly number[],
  setting: Setting,
  signs: boolean,
  random?: Random,
): TruthRow {
  const { locale, decimals, negative } = setting
  const mark = random?.chance(0.07) === true ? { mark: `(${random.between(1, 4)})` } : {}
  const note: TruthCell[] = setting.noteColumn
    ? [random?.chance(0.5) === true ? label(String(random.between(1, 29)), { numeric: true }) : blank]
    : []
  const cells = amounts.map((amount): TruthCell => {
    const nil = amount === 0
    return {
      text: nil ? '—' : printed(amount, decimals, locale, negative),
      numeric: true,
      ...(nil ? {} : { amount: decimal(amount, decimals) }),
      ...(signs ? { sign: locale.currency } : {}),
    }
  })
  return { kind, cells: [label(text, { indent: kind === 'item', ...mark }), ...note, ...cells] }
}

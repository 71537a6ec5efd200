import type { Random } from '../random.ts'
import type { Style } from '../style.ts'
import { bankStatement, invoice, noteTable } from '../tables/ledger.ts'
import { statement } from '../tables/statement.ts'
import type { Locale } from '../words/locale.ts'
import { heading, paragraph, sentence } from '../words/prose.ts'
import { escape, tableHtml } from './html.ts'

export interface Scene {
  readonly random: Random
  readonly style: Style
  readonly locale: Locale
}

/** A kind of page: what stands between its header and its footer. */
export type PageKind = (scene: Scene) => string

const p = (text: string): string => `<p>${escape(text)}</p>`
const paragraphs = (random: Random, count: number): string =>
  Array.from({ length: count }, () => p(paragraph(random, random.between(2, 5)))).join('')

const titled = (title: string, scale: string): string =>
  `<div class="centred"><h3>${escape(title)}</h3><div class="small">${escape(scale)}</div></div>`

export const statementPage: PageKind = ({ random, style, locale }) =>
  titled(
    random.pick([
      'Consolidated Balance Sheets',
      'Consolidated Statements of Income',
      'Consolidated Statements of Cash Flows',
    ]),
    random.pick(locale.scales),
  ) +
  tableHtml(statement(random, locale), style) +
  (random.chance(0.6) ? `<p class="small">(1) ${escape(sentence(random))}</p>` : '') +
  (random.chance(0.4) ? paragraphs(random, 1) : '')

export const bankPage: PageKind = ({ random, style, locale }) =>
  `<h2>${escape(locale.words.balance)}</h2>${p('IBAN XX00 0000 0000 0000')}${tableHtml(bankStatement(random, locale), style)}${paragraphs(random, 1)}`

export const invoicePage: PageKind = ({ random, style, locale }) =>
  `<h2>Invoice ${random.between(1000, 9999)}</h2><p>To<br>Estuary Rail plc<br>14 Quay Street</p>${tableHtml(invoice(random, locale), style)}${paragraphs(random, 1)}`

export const notesPage: PageKind = ({ random, style, locale }) => {
  const notes = Array.from(
    { length: random.between(1, 3) },
    (_, index) =>
      `<h3>${index + 4}. ${heading(random)}</h3>${paragraphs(random, random.between(1, 2))}${tableHtml(random.chance(0.5) ? noteTable(random, locale) : statement(random, locale), style)}`,
  )
  return notes.join('')
}

export const columnsPage: PageKind = ({ random, style, locale }) =>
  `<div class="columns" style="height:640pt"><h3>${heading(random)}</h3>${paragraphs(random, 3)}${tableHtml(noteTable(random, locale), style)}${paragraphs(random, 4)}<h3>${heading(random)}</h3>${paragraphs(random, 3)}</div>`

const prose: PageKind = ({ random }) =>
  `<h2>${heading(random)}</h2>${paragraphs(random, random.between(4, 8))}`

const twoColumns: PageKind = ({ random }) =>
  `<div class="columns" style="height:640pt"><h3>${heading(random)}</h3>${paragraphs(random, 6)}<h3>${heading(random)}</h3>${paragraphs(random, 7)}</div>`

const lists: PageKind = ({ random }) => {
  const tag = random.pick(['ul', 'ol'])
  const items = Array.from(
    { length: random.between(5, 14) },
    () => `<li>${escape(sentence(random))}</li>`,
  ).join('')
  return `<h2>${heading(random)}</h2>${paragraphs(random, 2)}<${tag}>${items}</${tag}>${paragraphs(random, 2)}`
}

const contents: PageKind = ({ random }) => {
  const lines = Array.from(
    { length: random.between(8, 22) },
    (_, index) =>
      `<div style="display:flex"><span>${index + 1}. ${heading(random)}</span><span style="flex:1;overflow:hidden;white-space:nowrap">${' .'.repeat(120)}</span><span>${index * 3 + random.between(1, 3)}</span></div>`,
  )
  return `<h2>Contents</h2>${lines.join('')}`
}

const letter: PageKind = ({ random }) =>
  `<p>14 Quay Street<br>Northfield</p><p>3 March 2024</p>${paragraphs(random, 5)}<p>Yours faithfully</p>`

/** Pages without a table: whatever is found on them is false. */
export const PROSE: readonly PageKind[] = [prose, prose, twoColumns, twoColumns, lists, contents, letter]
export const TABLES: readonly PageKind[] = [
  statementPage,
  statementPage,
  statementPage,
  bankPage,
  invoicePage,
  notesPage,
  notesPage,
  columnsPage,
]

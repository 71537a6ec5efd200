import { accountBook } from '../tables/account.ts'
import { billBook } from '../tables/bill.ts'
import { type Book, type ExpectedChecks, pagesOf } from '../tables/book.ts'
import { registerBook } from '../tables/register.ts'
import type { Random } from '../random.ts'
import { pageSize, type Style } from '../style.ts'
import type { House } from '../words/languages.ts'
import { escape, tableHtml } from './html.ts'

export interface BookScene {
  readonly random: Random
  readonly style: Style
  readonly house: House
}

/** What stands on the pages of one document, and what in it adds up. */
export interface Books {
  readonly pages: readonly string[]
  readonly expected: ExpectedChecks
}

export type BookKind = (scene: BookScene) => Books

/** Points of a page that header, footer, margins and the title take. */
const TAKEN = 240
/** Points around the text of a row. */
const PADDING = 3.6

/** Rows that a page holds, every other one of which may have two lines. */
function rowsOnPage({ size, lineHeight, ...style }: Style): number {
  const { height } = pageSize({ size, lineHeight, ...style })
  return Math.floor((height - TAKEN) / (1.4 * size * lineHeight + PADDING))
}

function overPages(book: Book, title: string, scene: BookScene): Books {
  const { random, style, house } = scene
  const carried = random.chance(0.6) ? random.pick(house.language.carried) : null
  const parts = pagesOf(book, rowsOnPage(style), carried)
  const pages = parts.map((part, i) => (i === 0 ? title : '') + tableHtml(part, style))
  return { pages, expected: book.expected }
}

const account: BookKind = (scene) => {
  const { random, style, house } = scene
  const most = rowsOnPage(style)
  const count = random.chance(0.6) ? random.between(most + 4, 2 * most) : random.between(5, most - 4)
  const book = accountBook(random, house, count)
  return overPages(book, `<h2>${escape(house.language.statement)}</h2><p>IBAN XX00 0000 0000 0000</p>`, scene)
}

const bill: BookKind = (scene) => {
  const { random, style, house } = scene
  const most = rowsOnPage(style)
  const book = billBook(
    random,
    house,
    random.chance(0.4) ? random.between(most + 4, most + 12) : random.between(3, most - 5),
  )
  const title = `<h2>${escape(house.language.invoice)} ${random.between(1000, 9999)}</h2><p>Estuary Rail plc<br>14 Quay Street</p>`
  return overPages(book, title, scene)
}

const register: BookKind = (scene) => {
  const { random, style, house } = scene
  const book = registerBook(random, house, random.between(rowsOnPage(style) + 4, 2 * rowsOnPage(style)))
  return overPages(book, `<h2>${escape(house.language.register)}</h2>`, scene)
}

const notes: BookKind = ({ random, style, house }) => {
  const books = [1, 2].map(() => registerBook(random, house, random.between(3, 5)))
  const blocks = books.map((book, i) => {
    const table = { rows: [...book.header, ...book.rows], headerRows: book.header.length }
    const text = house.language.sentences.map((sentence) => `<p>${escape(sentence)}</p>`).join('')
    return `<h3>${i + 4}. ${escape(house.language.sections[i] ?? '')}</h3>${text}${tableHtml(table, style)}`
  })
  const sums = books.reduce((sum, { expected }) => sum + expected.column_sum, 0)
  return { pages: [blocks.join('')], expected: { running_balance: 0, column_sum: sums } }
}

export const BOOKS: readonly BookKind[] = [account, bill, register, notes]

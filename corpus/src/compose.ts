import { seeded, type Random } from './random.ts'
import { css, someStyle, type Style } from './style.ts'
import { HOUSES } from './words/languages.ts'
import { LOCALES } from './words/locale.ts'
import { company } from './words/prose.ts'
import { BOOKS } from './pages/books.ts'
import { PROSE, TABLES } from './pages/kinds.ts'
import { section } from './pages/html.ts'
import type { ExpectedChecks } from './tables/book.ts'

export interface Composed {
  readonly name: string
  readonly style: Style
  readonly html: string
  /** What in it adds up, where that is known. */
  readonly expected?: ExpectedChecks
}

/**
 * `tables`: pages with tables, some prose between; `prose`: no table at all; `books`: accounts, invoices, registers and notes
 * in several languages, over pages.
 */
export type DocumentKind = 'tables' | 'prose' | 'books'

/** One document as markup. */
export function compose(kind: DocumentKind, seed: number): Composed {
  if (kind === 'books') return books(seeded(seed + BOOK_SEEDS), seed)
  const random = seeded(seed * 2 + (kind === 'prose' ? 1 : 0))
  const style = kind === 'prose' ? { ...someStyle(random), landscape: false } : someStyle(random)
  const locale = random.chance(0.6) ? LOCALES[0] : random.pick(LOCALES)
  if (locale === undefined) throw new Error('no locale')
  const scene = { random, style, locale }
  const house = company(random)
  const pages = Array.from({ length: kind === 'prose' ? 5 : random.between(1, 3) }, (_, index) => {
    const page = kind === 'prose' || random.chance(0.15) ? random.pick(PROSE) : random.pick(TABLES)
    return section(page(scene), house, `${index + 1}`)
  })
  return { name: nameOf(kind, seed), style, html: documentHtml(house, style, pages) }
}

/** Far from the seeds of the other kinds. */
const BOOK_SEEDS = 1_000_000

/** The kinds and the houses in turn, so that few documents hold them all. */
function books(random: Random, seed: number): Composed {
  const some = someStyle(random)
  const style = { ...some, leaders: false, size: Math.min(9, some.size) }
  const kind = BOOKS[seed % BOOKS.length]
  const house = HOUSES[seed % HOUSES.length]
  if (kind === undefined || house === undefined) throw new Error('no kind of book')
  const owner = company(random)
  const { pages, expected } = kind({ random, style, house })
  const sections = pages.map((page, index) => section(page, owner, `${index + 1}`))
  return { name: nameOf('books', seed), style, html: documentHtml(owner, style, sections), expected }
}

const nameOf = (kind: DocumentKind, seed: number): string => `${kind}-${String(seed).padStart(4, '0')}`

const documentHtml = (title: string, style: Style, pages: readonly string[]): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><style>${css(style)}</style><body>${pages.join('')}</body></html>`

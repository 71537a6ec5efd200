import { seeded } from './random.ts'
import { css, someStyle, type Style } from './style.ts'
import { LOCALES } from './words/locale.ts'
import { company } from './words/prose.ts'
import { PROSE, TABLES } from './pages/kinds.ts'
import { section } from './pages/html.ts'

export interface Composed {
  readonly name: string
  readonly style: Style
  readonly html: string
}

/** One document as markup. `tables`: pages with tables, some prose between; `prose`: no table at all. */
export function compose(kind: 'tables' | 'prose', seed: number): Composed {
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
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${house}</title><style>${css(style)}</style><body>${pages.join('')}</body></html>`
  return { name: `${kind}-${String(seed).padStart(4, '0')}`, style, html }
}

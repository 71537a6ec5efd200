import type { Page, TextRole } from '../model.ts'
import type { FoundText } from './found-text.ts'

interface TextsOfPage {
  readonly page: Page | null
  readonly texts: readonly FoundText[]
}

/** Shares of the page's height in which running headers and footers stand. */
const TOP = 0.12
const FOOT = 0.88
/** Points, up or down, from page to page. */
const DRIFT = 8

/** What a page says where running headers and footers stand, as keys, each once. */
export function edgeTexts({ page, texts }: TextsOfPage): string[] {
  return [...new Set(texts.flatMap((text) => keysOf(text, page)))]
}

/** What several pages say at the same place, as keys; `pages` are the edge texts of all pages of the document. */
export function runningTexts(pages: readonly (readonly string[])[]): ReadonlySet<string> {
  const seen = new Map<string, number>()
  for (const key of pages.flat()) seen.set(key, (seen.get(key) ?? 0) + 1)
  const least = pages.length > 3 ? 3 : 2
  return new Set([...seen].filter(([, times]) => times >= least).map(([key]) => key))
}

/** Texts of these pages; what repeats at the same place on other pages is a running header or footer. */
export function markFurniture(
  findings: readonly TextsOfPage[],
  running: ReadonlySet<string> = runningTexts(findings.map(edgeTexts)),
): FoundText[] {
  return findings.flatMap(({ page, texts }) =>
    texts.map((text) => {
      const repeated = keysOf(text, page).some((key) => running.has(key))
      return repeated ? { ...text, role: furnitureRole(text, page) } : text
    }),
  )
}

/** What it says, numbers aside, and the bands in which it stands; none for text in the middle of the page. */
function keysOf(text: FoundText, page: Page | null): string[] {
  // A text whose source says where it stands says its role, too.
  if (page === null || text.order !== undefined) return []
  const middle = (text.bbox.y + text.bbox.height / 2) / page.height
  if (middle > TOP && middle < FOOT) return []
  const said = text.text.replace(/\d+/g, '#').slice(0, 80)
  const band = Math.floor(text.bbox.y / DRIFT)
  return [`${band} ${said}`, `${band + (text.bbox.y % DRIFT < DRIFT / 2 ? -1 : 1)} ${said}`]
}

function furnitureRole(text: FoundText, page: Page | null): TextRole {
  return text.bbox.y < (page?.height ?? 0) / 2 ? 'page_header' : 'page_footer'
}

/** `12`, `iv`, `F-12`, `3-8`, `p. 12`: how a table of contents names a page. */
const PAGE_REFERENCE = /^(?:pp?\.\s?)?(?:(?<letter>[A-Z]{1,2})-?)?(?<page>\d{1,4})(?:[-–]\d{1,4})?$/u
const ROMAN = /^(?=[ivxl])x{0,3}(?:l?x{0,3})(?:ix|iv|v?i{0,3})$/u
const ROMAN_DIGITS: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50 }

/** Of neighbouring entries: pages go up but for an annex with numbers of its own. */
const ASCENDING = 0.85

/** Where a page stands in the document, roman ones first; null for what names no page. */
export function pageOrder(text: string): number | null {
  if (ROMAN.test(text)) return romanNumber(text) - ROMAN_PAGES
  const groups = PAGE_REFERENCE.exec(text)?.groups
  if (groups === undefined) return null
  return Number(groups['page']) + (groups['letter'] === undefined ? 0 : LETTERED_PAGES)
}

/** Before page 1; after the last. */
const ROMAN_PAGES = 1000
const LETTERED_PAGES = 10_000

function romanNumber(text: string): number {
  const digits = [...text].map((letter) => ROMAN_DIGITS[letter] ?? 0)
  return digits.reduce((sum, digit, i) => sum + (digit < (digits[i + 1] ?? 0) ? -digit : digit), 0)
}

/** Whether page references, from top to bottom, go up as those of a table of contents do. */
export function isAscending(pages: readonly number[]): boolean {
  const first = pages[0] ?? 0
  const up = pages.slice(1).filter((page, i) => page >= (pages[i] ?? 0)).length
  return up >= ASCENDING * (pages.length - 1) && (pages.at(-1) ?? 0) > first
}

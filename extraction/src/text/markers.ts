import type { TextLine } from './text-line.ts'

const BULLET = /^[\ufffd•●○◦▪■□▫◆◇➢➤►▶✓✔–—*·−-]$/u
/** `1.` `(a)` `iv)` `A.`: what stands before an item and apart from it. */
const NUMBERED = /^(?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]|[A-Z][.)])$/
/** `5.4.8`: what stands before a heading. */
const SECTION = /^\d{1,2}(?:\.\d{1,2}){1,4}\.?$/

export const isMarker = (text: string): boolean =>
  BULLET.test(text) || NUMBERED.test(text) || SECTION.test(text)

export const startsSection = (line: TextLine): boolean =>
  line.words.length > 1 && SECTION.test(line.words[0]?.text ?? '')

export function startsItem(line: TextLine): boolean {
  const [first, second] = line.words
  if (first === undefined || second === undefined) return false
  return isMarker(first.text) && !first.superscript
}

/** `1` raised, `(1)`, `*`, `†`, `Note:`: how footnotes start. */
export function startsFootnote(line: TextLine): boolean {
  const first = line.words[0]
  if (first === undefined) return false
  if (first.superscript) return true
  return (
    /^(?:\(\d{1,2}\)|\[\d{1,2}\]|\(?[a-z]\)|[*†‡§¶#]+|\d{1,2}[).]?)$/.test(first.text) ||
    /^(?:Notes?|Sources?):/.test(line.text)
  )
}

/** `Note:`, `SOURCE:`: what stands under a table or figure. */
export const startsNote = (text: string): boolean => /^(?:notes?|sources?)\s?:/i.test(text)

const CAPTION =
  /^(?:figure|fig\.|table|chart|exhibit|graph|diagram|map|illustration|photo|box|annex|abbildung|abb\.|tabelle|tableau|cuadro|tabla|gráfico)\s*(?:[A-Z]{0,3}[.-]?\d+|[IVX]+\b|[A-Z]\b)[\d.\-–]*[a-z]?\b/i

export const startsCaption = (text: string): boolean => CAPTION.test(text)

const ROMAN = '(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})'
const PAGE_NUMBER = new RegExp(
  `^(?:page\\s+)?[-–—|\\s]*(?:[A-Z]{1,2}-|\\d{1,2}-)?(?:\\d{1,4}|${ROMAN})(?:\\s*(?:of|/|\\|)\\s*\\d{1,4})?[-–—|\\s]*$`,
  'i',
)

/** `12`, `- 12 -`, `Page 3 of 20`, `F-12`, `iv`. */
export const isPageNumber = (text: string): boolean => PAGE_NUMBER.test(text)

/** Where the text of a line starts, after its bullet or number. */
export function textStart(line: TextLine): number {
  const word = startsItem(line) ? line.words[1] : line.words[0]
  return word?.bbox.x ?? line.bbox.x
}

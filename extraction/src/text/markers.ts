import type { TextLine } from './text-line.ts'

const BULLET = /^[\ufffd•●○◦▪■□▫◆◇➢➤►▶✓✔–—*·−-]$/u
/** `1.` `(a)` `iv)` `A.`: what stands before an item and apart from it. */
const NUMBERED = /^(?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]|[A-Z][.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?)$/

export function startsItem(line: TextLine): boolean {
  const [first, second] = line.words
  if (first === undefined || second === undefined) return false
  return BULLET.test(first.text) || (NUMBERED.test(first.text) && !first.superscript)
}

/** `1` raised, `(1)`, `*`, `†`, `Note:`: how footnotes start. */
export function startsFootnote(line: TextLine): boolean {
  const first = line.words[0]
  if (first === undefined) return false
  if (first.superscript) return true
  return (
    /^(?:\(\d{1,2}\)|\[\d{1,2}\]|\(?[a-z]\)|[*†‡§¶]+|\d{1,2}[).]?)$/.test(first.text) ||
    /^(?:Notes?|Sources?):/.test(line.text)
  )
}

const CAPTION =
  /^(?:figure|fig\.|table|chart|exhibit|graph|diagram|map|illustration|photo|box|annex|abbildung|abb\.|tabelle|tableau|cuadro|tabla|gráfico)\s*(?:[\dIVX]+|[A-Z]\b)[\d.\-–]*[a-z]?\b/i

export const startsCaption = (text: string): boolean => CAPTION.test(text)

/** `12`, `- 12 -`, `Page 3 of 20`, `F-12`, `iv`. */
export const isPageNumber = (text: string): boolean =>
  /^(?:page\s+)?[-–—|\s]*(?:[A-Z]{1,2}-)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|\/|\|)\s*\d{1,4})?[-–—|\s]*$/i.test(
    text,
  )

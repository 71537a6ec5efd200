import type { Word } from '../read/page-content.ts'
import type { Paragraph, Piece } from '../read/docx/word-document.ts'
import type { BoundingBox } from '../model.ts'

/** The box of what has no place yet, or none at all. */
export const NOWHERE: BoundingBox = { x: 0, y: 0, width: 0, height: 0 }

/** A line of words; tabs part it into stretches. */
export type Line = readonly Word[]

/** The words of these paragraphs, a line each for a paragraph and for what follows a line break. */
export function linesOf(paragraphs: readonly Paragraph[]): Line[] {
  return paragraphs
    .flatMap(({ pieces }) => splitPieces(pieces, '\n').map(wordsOf))
    .filter((line) => line.length > 0)
}

/** Pieces cut at a character, which is taken out. */
export function splitPieces(pieces: readonly Piece[], at: '\n' | '\t'): Piece[][] {
  const parts: Piece[][] = [[]]
  for (const { text, raised } of pieces) {
    const [first = '', ...rest] = text.split(at)
    parts.at(-1)?.push({ text: first, raised })
    for (const part of rest) parts.push([{ text: part, raised }])
  }
  return parts
}

/** Words as white space parts them, whatever runs Word cut them into; raised text is a word of its own. */
export function wordsOf(pieces: readonly Piece[]): Word[] {
  const words: Word[] = []
  let open = false
  for (const { text, raised } of pieces) {
    for (const [part] of text.normalize('NFC').matchAll(/[^\s]+|\s+/gu)) {
      const last = words.at(-1)
      if (/^\s/u.test(part)) open = false
      else if (open && last !== undefined && last.superscript === raised)
        words[words.length - 1] = wordOf(last.text + part, raised)
      else words.push(wordOf(part, raised))
      if (!/^\s/u.test(part)) open = true
    }
  }
  return words
}

function wordOf(text: string, superscript: boolean): Word {
  return {
    text,
    bbox: NOWHERE,
    fontSize: 0,
    bold: false,
    italic: false,
    font: '',
    superscript,
    baseline: 0,
    direction: 0,
  }
}

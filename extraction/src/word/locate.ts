import type { PageContent, Word } from '../read/page-content.ts'
import type { FlowItem, FlowTable } from './flow.ts'
import type { Place } from './places.ts'
import { plain, PrintedText } from './printed-text.ts'
import type { Line } from './words.ts'

/** Characters that text may stand after, or before, the text that precedes it: a page has some 3,000. */
const NEAR = 4000
/** Characters for text that is long enough to be found anywhere. */
const FAR = 40_000
const LONG = 16
/** Characters: a short text this far on may be another one of the same words; what follows is looked for before it, too. */
const STEP = 600

/** The places of the words of a document on the pages that it was printed to. Words that are not found have none. */
export function locate(items: readonly FlowItem[], pages: readonly PageContent[]): Map<Word, Place> {
  const locator = new Locator(new PrintedText(pages))
  for (const item of items) {
    if (item.kind === 'table') locator.placeTable(item)
    else if (item.kind === 'text' && isApart(item.role)) locator.placeApart(item.lines)
    else if (item.kind === 'text') locator.placeText(item.lines)
  }
  return locator.places
}

/** What stands at the edges of pages, not where it stands in the file. */
const isApart = (role: string): boolean => ['footnote', 'page_header', 'page_footer'].includes(role)

class Locator {
  readonly places = new Map<Word, Place>()
  readonly #printed: PrintedText
  /** The end of what was found last. */
  #cursor = 0

  constructor(printed: PrintedText) {
    this.#printed = printed
  }

  placeText(lines: readonly Line[]): void {
    this.#place(lines, this.#cursor)
  }

  placeApart(lines: readonly Line[]): void {
    const cursor = this.#cursor
    this.#place(lines, 0, this.#printed.text.length)
    this.#cursor = cursor
  }

  /** Row by row: cells of more lines are printed across each other. */
  placeTable({ draft }: FlowTable): void {
    const rows = Map.groupBy(draft.cells, (cell) => cell.row)
    for (const row of [...rows.keys()].sort((a, b) => a - b)) {
      const from = this.#cursor
      for (const { lines } of rows.get(row) ?? []) this.#place(lines, from)
    }
  }

  /** As a whole, else line by line, else word by word. */
  #place(lines: readonly Line[], from: number, reach = FAR): void {
    const words = lines.flat()
    if (this.#placeRun(words, from, reach)) return
    for (const line of lines) {
      if (lines.length > 1 && this.#placeRun(line, from, reach)) continue
      for (const word of line) this.#placeRun([word], from, NEAR)
    }
  }

  #placeRun(words: readonly Word[], from: number, reach: number): boolean {
    const texts = words.map(({ text }) => plain(text))
    const text = texts.join('')
    const at = this.#find(text, from, text.length >= LONG ? reach : NEAR)
    if (at < 0) return false
    let start = at
    for (const [index, word] of words.entries()) {
      const length = texts[index]?.length ?? 0
      const place = this.#printed.take(start, length)
      if (place !== undefined) this.places.set(word, place)
      start += length
    }
    if (text.length >= LONG || at - this.#cursor < STEP) this.#cursor = Math.max(this.#cursor, start)
    return true
  }

  #find(text: string, from: number, reach: number): number {
    const whole = this.#printed.find(text, from, from + reach, true)
    if (whole >= 0) return whole
    const before = this.#printed.find(text, Math.max(0, from - NEAR), from, true)
    if (before >= 0 || text.length < 4) return before
    return this.#printed.find(text, from, from + reach, false)
  }
}

import { unionAll } from '../geometry/box.ts'
import type { PageContent, Word } from '../read/page-content.ts'
import type { Place } from './places.ts'

/**
 * The text of the pages that a document was printed to, without white space, so that it does not matter how printed
 * words are parted: "$ 1,234" and "$1,234" are the same.
 */
export class PrintedText {
  readonly text: string
  readonly #words: readonly { readonly word: Word; readonly page: number; readonly start: number }[]
  readonly #starts: ReadonlySet<number>
  readonly #used: Uint8Array

  constructor(pages: readonly PageContent[]) {
    let length = 0
    const parts: string[] = []
    this.#words = pages.flatMap(({ number, words }) =>
      words.map((word) => {
        const text = plain(word.text)
        const start = length
        parts.push(text)
        length += text.length
        return { word, page: number, start }
      }),
    )
    this.text = parts.join('')
    this.#starts = new Set([...this.#words.map(({ start }) => start), length])
    this.#used = new Uint8Array(length)
  }

  /**
   * The first place from `from` to before `to` where this stands and nothing was taken yet; -1 for none. `whole`: where
   * a printed word begins and one ends.
   */
  find(text: string, from: number, to: number, whole: boolean): number {
    if (text === '') return -1
    for (let at = this.text.indexOf(text, from); at >= 0 && at < to; at = this.text.indexOf(text, at + 1)) {
      const fits = !whole || (this.#starts.has(at) && this.#starts.has(at + text.length))
      if (fits && this.#used[at] === 0) return at
    }
    return -1
  }

  /** Takes so many characters; their place is that of the printed words that they are part of, on one page. */
  take(at: number, length: number): Place | undefined {
    this.#used.fill(1, at, at + length)
    const words = []
    for (let index = this.#indexAt(at); index < this.#words.length; index++) {
      const word = this.#words[index]
      if (word === undefined || word.start >= at + length) break
      words.push(word)
    }
    const page = words[0]?.page
    const bbox = unionAll(words.filter((word) => word.page === page).map(({ word }) => word.bbox))
    return page === undefined || bbox === null ? undefined : { page, bbox }
  }

  /** Of the printed word that holds the character. */
  #indexAt(at: number): number {
    let low = 0
    let high = this.#words.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#words[middle]?.start ?? 0) <= at) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** Without what printing changes: ligatures, capitals, kinds of hyphens, invisible characters. */
export function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u00ad\u200b-\u200d\u2060]+/gu, '')
    .replace(/[\u2010\u2011]/gu, '-')
}

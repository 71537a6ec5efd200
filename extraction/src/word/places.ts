import type { BoundingBox } from '../model.ts'
import type { Word } from '../read/page-content.ts'
import type { DraftCell } from '../tables/draft.ts'
import type { Line } from './words.ts'

/** Where a word came to stand when the document was laid out. */
export interface Place {
  readonly page: number
  readonly bbox: BoundingBox
}

/** Places of words; empty where the document was not laid out. */
export type Places = ReadonlyMap<Word, Place>

/** The page on which most of the words stand, the first of equals; undefined when none has a place. */
export function pageOf(words: Iterable<Word>, places: Places): number | undefined {
  const counts = new Map<number, number>()
  for (const word of words) {
    const page = places.get(word)?.page
    if (page !== undefined) counts.set(page, (counts.get(page) ?? 0) + 1)
  }
  const most = Math.max(...counts.values())
  return [...counts].find(([, count]) => count === most)?.[0]
}

/** The words with the boxes that they have on this page. */
export function placed(lines: readonly Line[], page: number, places: Places): Line[] {
  return lines.map((line) =>
    line.map((word) => {
      const place = places.get(word)
      return place?.page === page ? { ...word, bbox: place.bbox } : word
    }),
  )
}

export const wordsIn = (cells: readonly DraftCell[]): Word[] => cells.flatMap(({ lines }) => lines.flat())

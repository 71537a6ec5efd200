import type { RecognisedWord } from './recogniser.ts'

/** The middle one of the values by size; 0 of none. */
export const middleValue = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** How high a page's words are, in pixels; 0 where it has none. Lone letters and signs do not count. */
export const usualHeight = (words: readonly RecognisedWord[]): number =>
  middleValue(words.filter(({ text }) => text.length > 1).map(({ top, bottom }) => bottom - top))

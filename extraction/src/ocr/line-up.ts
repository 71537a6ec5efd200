import type { Word } from '../read/page-content.ts'
import type { RecognisedWord } from './recogniser.ts'
import { middleValue } from './usual-height.ts'

/** In sizes of the font: how far letters reach above and below the line they stand on. */
const CAPITAL = 0.71
const SMALL = 0.52
const BELOW = 0.21
/** What a font's ascent and descent are, about: words of one line then overlap whatever their letters. */
const ASCENT = 0.8
const DESCENT = 0.22
/** How far the place of a word in its line reaches beyond its ink, on each side. */
const BEARING = 0.035
const TALL = /[\p{Lu}\p{N}bdfhklt$€£¥%&()[\]/|!?'"’”“]/u
const SUNK = /[gjpqy(),;$[\]|Q]/u
/** In sizes of the font: baselines nearer than this are one line. */
const SAME_LINE = 0.35

/** Words of a page, line by line over its whole width, in points; leaders are too low to tell a size of font. */
export function linedUp(
  words: readonly RecognisedWord[],
  dpi: number,
  leaders: readonly RecognisedWord[] = [],
): Word[] {
  const lines: Sized[][] = []
  const sized = words.map(sizedWord)
  const usual = middleValue(sized.map(({ size }) => size))
  for (const word of [...sized, ...leaders.map(sizedWord)].toSorted(
    (a, b) => a.word.baseline - b.word.baseline,
  )) {
    const line = lines.at(-1)
    const near =
      line && word.word.baseline - middleValue(line.map((other) => other.word.baseline)) <= SAME_LINE * usual
    if (line && near) line.push(word)
    else lines.push([word])
  }
  return lines.flatMap((line) => wordsOfLine(line, usual, 72 / dpi))
}

interface Sized {
  readonly word: RecognisedWord
  /** Pixels. */
  readonly size: number
}

/** The size of the font by the height of the word's ink and what letters it has. */
function sizedWord(word: RecognisedWord): Sized {
  const above = TALL.test(word.text) ? CAPITAL : SMALL
  const below = SUNK.test(word.text) ? BELOW : 0
  return { word, size: (word.bottom - word.top) / (above + below) }
}

/** Sizes within this share of the page's usual one are that one: heights of ink differ by a pixel or two. */
const USUAL = 0.2

function wordsOfLine(line: readonly Sized[], usual: number, scale: number): Word[] {
  const letters = line.filter(({ word }) => /[\p{L}\p{N}]/u.test(word.text))
  const measured = letters.length > 0 ? middleValue(letters.map(({ size }) => size)) : usual
  const size = Math.abs(measured - usual) <= USUAL * usual ? usual : measured
  const baseline = middleValue(line.map(({ word }) => word.baseline))
  const inOrder = line.toSorted((a, b) => a.word.left - b.word.left)
  return inOrder.map(({ word }) => ({
    text: word.text.normalize('NFC'),
    bbox: {
      x: (word.left - BEARING * size) * scale,
      y: (baseline - ASCENT * size) * scale,
      width: (word.right - word.left + 2 * BEARING * size) * scale,
      height: (ASCENT + DESCENT) * size * scale,
    },
    fontSize: size * scale,
    bold: false,
    italic: false,
    font: 'scan',
    superscript: false,
    baseline: baseline * scale,
    direction: 0,
    confidence: word.confidence,
  }))
}

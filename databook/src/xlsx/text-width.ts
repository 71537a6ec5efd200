/** Thousandths of the font's size that letters of Arial, and of its metric twins, take; all others as much as a digit. */
const WIDTHS: readonly (readonly [number, string])[] = [
  [222, "ijl'’"],
  [278, ' ftI.,:;!/[]|'],
  [333, 'r-()'],
  [500, 'ckJsvxyz'],
  [667, 'ABEKPSVXY&'],
  [722, 'CDHNRUw'],
  [778, 'GOQ'],
  [833, 'mM'],
  [889, '%'],
  [944, 'W'],
  [1000, '—'],
]
const DIGIT = 556
/** Chinese, Japanese and Korean signs take a square. */
const SQUARE = 1000
const FIRST_SQUARE = 0x2e80
const OF_LETTERS: ReadonlyMap<string, number> = new Map(
  WIDTHS.flatMap(([width, letters]) => [...letters].map((letter): [string, number] => [letter, width])),
)
/** A column is measured in digits of whole pixels: seven where a digit of the workbook's font takes 7.4. */
const ROUNDED_DOWN = 1.06
const BOLD = 1.07

/** Width of a text in the unit of columns. */
export function textWidth(text: string, isBold = false): number {
  let width = 0
  for (const letter of text) width += OF_LETTERS.get(letter) ?? ofOther(letter)
  return (width / DIGIT) * ROUNDED_DOWN * (isBold ? BOLD : 1)
}

const ofOther = (letter: string): number => ((letter.codePointAt(0) ?? 0) >= FIRST_SQUARE ? SQUARE : DIGIT)

/** As many of the first words as have room before `…`. */
export function cutToWidth(text: string, room: number): string {
  if (textWidth(text) <= room) return text
  const left = room - textWidth('…')
  let cut = ''
  let used = 0
  for (const letter of text) {
    used += textWidth(letter)
    if (used > left) break
    cut += letter
  }
  return `${cut.replace(/\s+\S*$/u, '')}…`
}

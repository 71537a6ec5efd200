import type { PageContent, Word } from '../../read/page-content.ts'

/** Words of half their size a letter, each line from `x` at this baseline. */
export interface TestLine {
  readonly text: string
  readonly x?: number
  readonly y: number
  readonly size?: number
  readonly bold?: boolean
}

export function wordsOf({ text, x = 72, y, size = 10, bold = false }: TestLine): Word[] {
  let at = x
  return text.split(' ').map((word): Word => {
    const width = word.length * size * 0.5
    const bbox = { x: at, y: y - 0.75 * size, width, height: size * 0.95 }
    at += width + size * 0.3
    return {
      text: word,
      bbox,
      fontSize: size,
      bold,
      italic: false,
      font: 'Test',
      superscript: false,
      baseline: y,
      direction: 0,
    }
  })
}

export function pageOf(lines: readonly TestLine[]): PageContent {
  return {
    number: 1,
    width: 612,
    height: 792,
    rotation: 0,
    textSource: 'native',
    words: lines.flatMap(wordsOf),
    rules: [],
    fills: [],
    images: [],
    drawings: [],
    notes: [],
  }
}

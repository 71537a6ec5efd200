import type { PageContent, Rule, Word } from '../read/page-content.ts'
import type { FoundTable } from './found-table.ts'

const SIZE = 10
const CHARACTER = 5

/** Text set at a place, in a face whose every character is 5 points wide; a space parts words. */
export interface Setting {
  readonly x: number
  readonly y: number
  readonly text: string
  /** `x` is where the text ends. */
  readonly right?: boolean
  /** A small mark above the line. */
  readonly raised?: boolean
}

export function pageOf(settings: readonly Setting[], rules: readonly Rule[] = []): PageContent {
  return {
    number: 1,
    width: 600,
    height: 800,
    rotation: 0,
    textSource: 'native',
    words: settings.flatMap(wordsOf),
    rules,
    fills: [],
    images: [],
    drawings: [],
    notes: [],
  }
}

function wordsOf({ x, y, text, right, raised = false }: Setting): Word[] {
  const start = right ? x - text.length * CHARACTER : x
  return [...text.matchAll(/\S+/g)].map((match): Word => ({
    text: match[0],
    bbox: { x: start + match.index * CHARACTER, y: y - 8, width: match[0].length * CHARACTER, height: SIZE },
    fontSize: SIZE,
    bold: false,
    italic: false,
    font: 'F',
    superscript: raised,
    baseline: y,
    direction: 0,
  }))
}

/** A line of a statement: a label and values that end at the given places. */
export function lineAt(
  y: number,
  label: string,
  values: readonly string[],
  ends: readonly number[],
): Setting[] {
  return [
    ...(label === '' ? [] : [{ x: 50, y, text: label }]),
    ...values.flatMap((text, index) => (text === '' ? [] : [{ x: ends[index] ?? 0, y, text, right: true }])),
  ]
}

export const across = (position: number, start: number, end: number): Rule => ({
  orientation: 'horizontal',
  position,
  start,
  end,
  thickness: 0.5,
})

export const down = (position: number, start: number, end: number): Rule => ({
  orientation: 'vertical',
  position,
  start,
  end,
  thickness: 0.5,
})

/** The table's rows, cells parted by `|`; a cell over more columns stands once. */
export function grid(table: FoundTable | undefined): string[] {
  if (table === undefined) return []
  return Array.from({ length: table.rows }, (_, row) =>
    table.cells
      .filter((cell) => cell.row === row)
      .map((cell) => cell.text)
      .join('|'),
  )
}

import { containsCentre, grow } from '../geometry/box.ts'
import type { BoundingBox } from '../model.ts'
import type { Word } from '../read/page-content.ts'
import type { FoundTable } from '../tables/found-table.ts'
import type { FoundText } from '../text/found-text.ts'

/** Tables whose cells say how surely their least sure word was recognised. */
export function legibleTables(tables: readonly FoundTable[], words: readonly Word[]): FoundTable[] {
  return tables.map((table) => {
    const own = within(words, table.bbox)
    const cells = table.cells.map((cell) =>
      cell.text === '' ? cell : { ...cell, legible: leastSure(within(own, cell.bbox)) },
    )
    return { ...table, cells }
  })
}

/** Text blocks no surer than their words are on average. */
export function legibleTexts(
  texts: readonly FoundText[],
  words: readonly Word[],
  engine: string,
): FoundText[] {
  return texts.map((text) => {
    const sure = within(words, text.bbox).map(({ confidence }) => confidence ?? 1)
    const mean = sure.length === 0 ? 1 : sure.reduce((a, b) => a + b, 0) / sure.length
    return { ...text, engine, confidence: Math.round(text.confidence * mean * 1000) / 1000 }
  })
}

const within = (words: readonly Word[], box: BoundingBox): Word[] =>
  words.filter((word) => containsCentre(grow(box, 1), word.bbox))

const leastSure = (words: readonly Word[]): number =>
  Math.min(1, ...words.map(({ confidence }) => confidence ?? 1))

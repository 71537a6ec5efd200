import { roundedBox, unionAll } from '../geometry/box.ts'
import type { BoundingBox } from '../model.ts'
import type { FoundFigure } from '../figures/found-figure.ts'
import type { FoundText } from '../text/found-text.ts'
import { lineTexts } from '../tables/draft.ts'
import type { FoundTable } from '../tables/found-table.ts'
import type { FlowItem, FlowText } from './flow.ts'
import { pageOf, type Place, type Places } from './places.ts'
import { surroundingsOf } from './surroundings.ts'
import { tableParts } from './table-parts.ts'
import { type Line, NOWHERE } from './words.ts'

/** Goes up with every change that can change a result. */
export const WORD_VERSION = 1
const TEXT_ENGINE = `word@${WORD_VERSION}`
/** The characters are the file's own. */
const SURE = 0.99

export interface FoundInWord {
  readonly tables: readonly FoundTable[]
  readonly figures: readonly FoundFigure[]
  readonly texts: readonly FoundText[]
}

/**
 * What a Word document holds, with the pages and boxes of its words where it was laid out; else all of it on page 1
 * and in boxes of no size.
 *
 * @param pictures places of the pictures, in order, as far as they are known
 */
export function findInWord(
  items: readonly FlowItem[],
  places: Places,
  pictures: readonly (Place | undefined)[] = [],
): FoundInWord {
  const tables: FoundTable[] = []
  const figures: FoundFigure[] = []
  const texts: FoundText[] = []
  let page = 1
  for (const [order, item] of items.entries()) {
    if (item.kind === 'table') {
      const parts = tableParts(item, surroundingsOf(items, order), order, places, page)
      tables.push(...parts)
      page = parts.at(-1)?.page ?? page
    } else if (item.kind === 'figure') {
      const place = pictures[figures.length]
      figures.push(figureOf(items, order, place ?? { page, bbox: NOWHERE }))
    } else {
      page = pageOf(item.lines.flat(), places) ?? page
      texts.push(textOf(item, order, page, places))
    }
  }
  return { tables, figures, texts }
}

function textOf({ role, lines }: FlowText, order: number, page: number, places: Places): FoundText {
  return {
    page,
    bbox: boxOf(lines, page, places),
    role,
    text: lineTexts(lines, () => true),
    confidence: SURE,
    engine: TEXT_ENGINE,
    order,
  }
}

/** Around what of the lines stands on this page. */
function boxOf(lines: readonly Line[], page: number, places: Places): BoundingBox {
  const boxes = lines.flat().flatMap((word) => {
    const place = places.get(word)
    return place?.page === page ? [place.bbox] : []
  })
  return roundedBox(unionAll(boxes) ?? NOWHERE)
}

/** A picture and the caption under it or over it. */
function figureOf(items: readonly FlowItem[], order: number, { page, bbox }: Place): FoundFigure {
  const caption = [items[order + 1], items[order - 1]].find(
    (item) => item?.kind === 'text' && item.role === 'caption',
  )
  return {
    page,
    bbox: roundedBox(bbox),
    engine: TEXT_ENGINE,
    confidence: SURE,
    ...(caption?.kind === 'text' ? { caption: lineTexts(caption.lines, () => true) } : {}),
    order,
  }
}

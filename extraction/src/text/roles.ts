import { bottom, overlapX } from '../geometry/box.ts'
import type { BoundingBox, TextRole } from '../model.ts'
import {
  isPageNumber,
  startsCaption,
  startsFootnote,
  startsItem,
  startsNote,
  startsSection,
} from './markers.ts'
import type { Paragraph } from './paragraphs.ts'

/** What a role is judged by besides the paragraph itself. */
export interface Surroundings {
  readonly width: number
  readonly height: number
  /** The size that most characters of the page have. */
  readonly bodySize: number
  /** Everything that stands on the page. */
  readonly boxes: readonly BoundingBox[]
  /** Boxes of page numbers: what stands level with them is furniture too. */
  readonly pageNumbers: readonly BoundingBox[]
}

/** Share of the page's height that running headers and footers keep to. */
const MARGIN = 0.08
/** Page numbers alone may stand nearer to the middle. */
const NUMBER_MARGIN = 0.14
const LARGER = 1.12
const SMALLER = 0.93
const HEADING_LINES = 3
const HEADING_LENGTH = 160
const CAPTION_LINES = 4

export function roleOf(paragraph: Paragraph, text: string, around: Surroundings): TextRole {
  const { lines, bbox } = paragraph
  const first = lines[0]
  if (first === undefined) return 'paragraph'
  const furniture = furnitureRole(paragraph, text, around)
  if (furniture !== null) return furniture
  if (startsCaption(text) && lines.length <= CAPTION_LINES && !first.entry) return 'caption'
  if (first.fontSize < SMALLER * around.bodySize && bbox.y > around.height / 3 && startsFootnote(first)) {
    return 'footnote'
  }
  if (startsNote(text) && first.fontSize <= around.bodySize) return 'footnote'
  if (first.entry) return 'list_item'
  const heading = isHeading(paragraph, text, around.bodySize)
  const numbered = startsSection(first) || first.fontSize > LARGER * around.bodySize
  if (startsItem(first) && !(heading && numbered)) return 'list_item'
  return heading ? 'heading' : 'paragraph'
}

export function isPageNumberAt(
  bbox: BoundingBox,
  text: string,
  height: number,
  boxes: readonly BoundingBox[],
): boolean {
  if (!isPageNumber(text)) return false
  if (bbox.y > (1 - NUMBER_MARGIN) * height || bottom(bbox) < NUMBER_MARGIN * height) return true
  return bbox.y > height / 2 && boxes.every((box) => box === bbox || bottom(box) < bbox.y)
}

/** In sizes of the font: footnotes follow their table, and one another, this closely. */
const FOOTNOTE_GAP = 2.5

/** Marked lines right under a table or another of its footnotes, one after the other from the top. */
export function belongsUnder(paragraph: Paragraph, noted: readonly BoundingBox[], bodySize: number): boolean {
  const { lines, bbox } = paragraph
  const first = lines[0]
  if (first === undefined || !startsFootnote(first) || first.fontSize > bodySize) return false
  return noted.some((box) => {
    const gap = bbox.y - bottom(box)
    return gap > -2 && gap < FOOTNOTE_GAP * first.fontSize && overlapX(box, bbox) > 0
  })
}

function furnitureRole({ lines, bbox }: Paragraph, text: string, around: Surroundings): TextRole | null {
  const size = lines[0]?.fontSize ?? 0
  const role = bbox.y < around.height / 2 ? 'page_header' : 'page_footer'
  if (isPageNumberAt(bbox, text, around.height, around.boxes)) return role
  if (lines.length > 2) return null
  const level = around.pageNumbers.some((box) => Math.abs(bottom(box) - bottom(bbox)) < 0.5 * size)
  if (level) return role
  const inMargin =
    role === 'page_footer' ? bbox.y > (1 - MARGIN) * around.height : bottom(bbox) < MARGIN * around.height
  return inMargin && size <= LARGER * around.bodySize && standsApart(bbox, role, 1.5 * size, around)
    ? role
    : null
}

/** White between it and the body of the page. */
function standsApart(bbox: BoundingBox, role: TextRole, least: number, around: Surroundings): boolean {
  return around.boxes.every((box) => {
    if (box === bbox) return true
    return role === 'page_footer'
      ? bottom(box) > bbox.y - 1 || bbox.y - bottom(box) >= least
      : box.y < bottom(bbox) + 1 || box.y - bottom(bbox) >= least
  })
}

function isHeading({ lines }: Paragraph, text: string, body: number): boolean {
  if (lines.length > HEADING_LINES || text.length > HEADING_LENGTH || !/\p{L}{2}/u.test(text)) return false
  const first = lines[0]
  if (first === undefined) return false
  if (first.fontSize > LARGER * body) return true
  if (/[.;,]$/.test(text)) return false
  if (first.bold || startsSection(first)) return true
  return text === text.toUpperCase() && /\p{Lu}{3}/u.test(text) && first.fontSize >= SMALLER * body
}
